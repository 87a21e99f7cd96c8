import { canonical } from "../../../storagedb/resource";
import { type Finding, type Rule, say } from "../finding";
import { at, isUnknown, listAt, type State, textAt, textsAt, type Values } from "../preview";
import { all, code, phrases, shown, some } from "../words";
import { type Range, within } from "./address-ranges";

/**
 * Who may connect to which pods. Policies add up: what one allows is allowed, and a pod that some policy selects for a
 * direction has nothing in that direction but what policies allow.
 */
export const networkPolicy: Rule = ({ operation, old, new: wanted, name }) => {
  const [before, after] = [operation === "create" ? undefined : old, operation === "delete" ? undefined : wanted];
  const pods = podsIn(after ?? before);
  const policy = `the network policy ${code(textAt((after ?? before)?.inputs, "metadata.name") ?? name)}`;
  const findings: Finding[] = [];
  for (const direction of ["ingress", "egress"] as const) {
    const [was, is] = [waysOf(before, direction), waysOf(after, direction)];
    const [more, fewer] = [beyond(is, was), beyond(was, is)];
    const verb = direction === "ingress" ? "be reached from" : "connect to";
    if (more.length > 0)
      findings.push({ risk: "access widened", text: `${pods} may ${verb} ${phrases(more)} (${policy}).` });
    if (fewer.length > 0)
      findings.push({ risk: "harmless", text: `${pods} may no longer ${verb} ${some(fewer, String)} by ${policy}.` });
    if (isolates(before, direction) && !isolates(after, direction)) {
      const towards = direction === "ingress" ? "be reached from everywhere" : "connect to everything";
      findings.push({
        risk: "access widened",
        text: `Where no other policy is about ${podsIn(before, "pods")}, they may **${towards}**: ${policy} no longer keeps it from them.`,
      });
    }
    if (operation === "create" && isolates(after, direction) && is.length === 0) {
      findings.push({
        risk: "harmless",
        text: `${pods} may ${verb} nothing but what other policies allow (${policy}).`,
      });
    }
  }
  if (before !== undefined && after !== undefined && podsIn(before) !== podsIn(after)) {
    findings.push({
      risk: "access widened",
      text: `The pods that ${policy} is about are ${podsIn(after, "pods")}, before ${podsIn(before, "pods")}. Compare the two: either may be more.`,
    });
  }
  return findings.length > 0 ? findings : say("harmless", `What ${policy} allows stays the same.`);
};

type Direction = "ingress" | "egress";

/** Without the types, Kubernetes takes a policy for one of ingress, and of egress too where it has such rules. */
function isolates(state: State | undefined, direction: Direction): boolean {
  if (state === undefined) return false;
  const types = at(state.inputs, "spec.policyTypes");
  if (Array.isArray(types)) return types.some((type) => String(type).toLowerCase() === direction);
  return direction === "ingress" || listAt(state.inputs, "spec.egress").length > 0;
}

/** One peer and the ports on which it is allowed. */
interface Way {
  readonly text: string;
  readonly ports: string;
  readonly range: Range | undefined;
}

function waysOf(state: State | undefined, direction: Direction): Way[] {
  return listAt(state?.inputs, `spec.${direction}`).flatMap((rule) => {
    const peers = listAt(rule, direction === "ingress" ? "from" : "to");
    const list = listAt(rule, "ports").map(portInWords);
    const ports = list.length === 0 ? "" : ` on ${phrases(list)}`;
    if (peers.length === 0) return [{ text: `**everywhere**${ports}`, ports, range: undefined }];
    return peers.map((peer) => ({ text: `${peerInWords(peer)}${ports}`, ports, range: rangeOf(peer) }));
  });
}

function rangeOf(peer: unknown): Range | undefined {
  const cidr = textAt(peer, "ipBlock.cidr");
  return cidr === undefined ? undefined : { cidr, except: textsAt(peer, "ipBlock.except") };
}

/** What of some ways is not among others, nor part of one of them. */
const beyond = (ways: readonly Way[], others: readonly Way[]): string[] =>
  ways.filter((way) => !others.some((other) => covers(other, way))).map(({ text }) => text);

const covers = (outer: Way, inner: Way): boolean =>
  outer.text === inner.text ||
  (outer.ports === inner.ports &&
    outer.range !== undefined &&
    inner.range !== undefined &&
    within(inner.range, outer.range));

function portInWords(port: unknown): string {
  const [number, last] = [at(port, "port"), at(port, "endPort")];
  const range = `${shown(number, "every port")}${last === undefined ? "" : `–${shown(last, "?")}`}`;
  return `${textAt(port, "protocol") ?? "TCP"} ${isUnknown(number) ? "a port that is not known yet" : range}`;
}

function peerInWords(peer: unknown): string {
  const cidr = textAt(peer, "ipBlock.cidr");
  if (cidr !== undefined) {
    const except = listAt(peer, "ipBlock.except").map(String);
    return `${code(cidr)}${except.length === 0 ? "" : ` except ${all(except)}`}`;
  }
  const [pods, namespaces] = [at(peer, "podSelector"), at(peer, "namespaceSelector")];
  const where = namespaces === undefined ? "" : ` in ${selected("namespaces", namespaces)}`;
  return `${selected("pods", pods)}${where}`;
}

function selected(what: "Pods" | "pods" | "namespaces", selector: unknown): string {
  const labels = (at(selector, "matchLabels") ?? {}) as Values;
  const words = Object.entries(labels).map(([key, value]) => code(`${key}=${String(value)}`));
  const expressions = listAt(selector, "matchExpressions").map((one) => code(canonical(one)));
  const told = [...words, ...expressions];
  return told.length === 0 ? (what === "Pods" ? "All pods" : `all ${what}`) : `${what} with ${phrases(told)}`;
}

const podsIn = (state: State | undefined, what: "Pods" | "pods" = "Pods"): string =>
  selected(what, at(state?.inputs, "spec.podSelector"));
