import htm from "htm";
import { h, type VNode } from "preact";

/** HTML with everything that is put in escaped, as a tagged template. */
export const html = htm.bind(h) as (strings: TemplateStringsArray, ...values: unknown[]) => VNode;
