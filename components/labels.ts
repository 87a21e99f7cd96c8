/** Where Docker's and Kubernetes' labels of this program begin. */
const own = "alfred-storage";

/** The labels of everything that a stack makes: its own, then those of the person, by key. */
export function stackLabels(stack: string, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { [`${own}.managed-by`]: "pulumi", [`${own}.stack`]: stack, [`${own}.environment`]: stack, ...given };
}

/** In the list form that the docker provider takes, ordered by key so that no order shows as a change. */
export function dockerLabels(labels: Readonly<Record<string, string>>): { label: string; value: string }[] {
  return Object.entries(labels)
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}
