/**
 * Which resource policies are asked while a request of the engine's is answered.
 *
 * The SDK reads a resource anew for each policy that it asks, and a pack of more than a hundred rules spends its time on that.
 * So one policy comes before the others, and says which of them have to be asked about the resource.
 *
 * Nobody is left out by it. Requests may overlap, so a policy is asked for as long as it was not yet asked about everything
 * that it was named for. And all are asked where nobody was named, as where that one policy is disabled: what is said holds
 * for no longer than the SDK takes to go through all policies, which is done before Node turns to anything else.
 */
export class Turns {
  /** URNs by policy, once for each time that it was named for them. */
  readonly #waiting = new Map<string, string[]>();
  #named = false;

  /** Names the policies that have to be asked about a resource. */
  name(urn: string, policies: readonly string[]): void {
    for (const policy of policies) {
      const waiting = this.#waiting.get(policy);
      if (waiting === undefined) this.#waiting.set(policy, [urn]);
      else waiting.push(urn);
    }
    if (this.#named) return;
    this.#named = true;
    setImmediate(() => {
      this.#named = false;
    });
  }

  isToBeAsked(policy: string): boolean {
    return !this.#named || this.#waiting.has(policy);
  }

  /** A policy is being asked about a resource. */
  asked(policy: string, urn: string): void {
    const waiting = this.#waiting.get(policy) ?? [];
    const first = waiting.indexOf(urn);
    if (first >= 0) waiting.splice(first, 1);
    if (waiting.length === 0) this.#waiting.delete(policy);
  }
}
