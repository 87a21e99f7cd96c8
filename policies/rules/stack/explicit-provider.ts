import type { ResourceRule } from "../../rule";
import { textsAt } from "../../values";

export const explicitProvider: ResourceRule = {
  name: "explicit-provider",
  threat: "data-lost",
  level: "mandatory",
  description: "A resource names its provider, so that nothing reaches an account or a cluster that nobody named.",
  remedy: "Pass a provider of the program's own, and set pulumi:disable-default-providers in the stack file.",
  parameters: {
    except: {
      type: "array",
      items: { type: "string" },
      default: ["random", "time", "tls"],
      description: "Packages whose resources are nowhere but in the state.",
    },
  },
  types: ["*"],
  check: ({ type, provider }, report, parameters) => {
    const [of = ""] = type.split(":");
    // The engine calls its own default, default_7_48_0. Components have no provider.
    if (provider === undefined || !/^default(_|$)/.test(provider.name)) return;
    if (!textsAt(parameters, "except").includes(of)) {
      report(`uses the default provider of ${of}, so it reaches whatever whoever runs the program has set up`);
    }
  },
};
