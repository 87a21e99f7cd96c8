import { type Case, describeRule } from "../../testing";
import { explicitProvider } from "./explicit-provider";

const through = (name: string, kind: string, provider: string, says: Case["says"]): Case => ({
  name,
  change: (find) => {
    find(kind).provider = { name: provider, props: {} };
  },
  says,
});

const says =
  'Namespace "alfred-platform" uses the default provider of kubernetes, so it reaches whatever whoever runs the program has set up';

describeRule(explicitProvider, [
  through("the default provider of a version", "Namespace", "default_4_34_2", says),
  through("the default provider of no version", "Namespace", "default", says),
  through("a provider whose name only begins like it", "Namespace", "defaults", []),
  through("a provider whose name only ends like it", "Namespace", "my_default", []),
  through("a password, which is nowhere but in the state", "RandomPassword", "default_4_21_2", []),
]);
