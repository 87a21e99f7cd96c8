import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { under } from "../issue";
import { refuseMistakes } from "../refuse-mistakes";
import { checkKeys, type Generations, type ServiceKeysArgs } from "./args";
import { apiKey, type Key, kidOf, type Keys, serviceKeySet, signingKey, verifierKeySet } from "./key-set";

export type { Generations, KeyArgs, ServiceKeysArgs } from "./args";

/**
 * The keys of the storage service: what signs tokens and URLs, what verifies them, and the API keys. They are replaced
 * without a moment at which something valid is refused: a new generation is first accepted, then signs, and at last the
 * old one is taken out (docs/rotation.md).
 *
 * Fails with every mistake in its arguments, before it registers anything.
 *
 * @example
 * ```ts
 * const keys = new ServiceKeys("service-keys", {
 *   keys: {
 *     tokens: { sign: "first", accept: ["first", "second"] },
 *     urls: { sign: "first", accept: ["first"] },
 *   },
 *   provider: generator,
 * });
 * ```
 */
export class ServiceKeys extends pulumi.ComponentResource {
  /**
   * The service's `AUTH_JWT_SECRET`, with which it verifies what names no known key. Nothing is signed with it, so no
   * rotation of the other keys has to touch it. Secret, as is everything here.
   */
  readonly secret: pulumi.Output<string>;
  /** The service's `JWT_JWKS`, as JSON: all accepted keys, and the one that it signs URLs with. */
  readonly keySet: pulumi.Output<string>;
  /** The keys of tokens alone, as a JSON Web Key Set for others that verify them. */
  readonly verifierKeySet: pulumi.Output<string>;
  /** The key that signs tokens now, as a JSON Web Key: for a service that signs users in. */
  readonly signingKey: pulumi.Output<string>;
  /** The token of clients in which nobody is signed in. */
  readonly anonKey: pulumi.Output<string>;
  /** The token that passes every access policy. */
  readonly serviceRoleKey: pulumi.Output<string>;

  constructor(name: string, args: ServiceKeysArgs, options?: pulumi.ComponentResourceOptions) {
    refuseMistakes(checkKeys(args.keys).map((issue) => under(["keys"], issue)));
    super("alfred:storage:ServiceKeys", name, {}, options);
    // A password, although it is a key: the id of random bytes is the bytes themselves, and a resource's id stands in
    // clear in the state (pulumi/pulumi#8946). 43 of 62 characters are 256 bits.
    const made = (role: string): pulumi.Output<string> =>
      pulumi.secret(
        new random.RandomPassword(
          `${name}-${role}`,
          { length: 43, special: false },
          { parent: this, provider: args.provider },
        ).result,
      );
    const key = (kid: string): pulumi.Output<Key> => made(kid).apply((text) => ({ kid, text }));
    const keysOf = (purpose: "token" | "url", { sign, accept }: Generations): pulumi.Output<Keys> =>
      pulumi.output({
        sign: key(kidOf(purpose, sign)),
        others: accept.filter((other) => other !== sign).map((other) => key(kidOf(purpose, other))),
      });

    this.secret = made("secret");
    const tokens = keysOf("token", args.keys.tokens);
    const urls = keysOf("url", args.keys.urls);
    this.keySet = pulumi.all([tokens, urls]).apply(([tokens, urls]) => serviceKeySet(tokens, urls));
    this.verifierKeySet = tokens.apply(verifierKeySet);
    this.signingKey = tokens.apply(signingKey);
    this.anonKey = tokens.apply(({ sign }) => apiKey("anon", sign));
    this.serviceRoleKey = tokens.apply(({ sign }) => apiKey("service_role", sign));
    this.registerOutputs({});
  }
}
