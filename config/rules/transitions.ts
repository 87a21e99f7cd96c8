import type { Issue } from "../../components/issue";
import type { AwsSection } from "../aws";
import { keyText } from "../key-text";
import type { Usable } from "../parse";
import { error } from "./issues";

type Transition = NonNullable<AwsSection["transitions"]>[number];

/** In this order only does S3 move objects from one class to the next. */
const order = ["STANDARD_IA", "INTELLIGENT_TIERING", "GLACIER_IR"] as const;

/** How long an object has to be STANDARD, or STANDARD_IA, before it is moved on. */
const least = 30;

/** When objects move to a cheaper class of storage: S3's own rules, and that the buckets are there. */
export function transitionIssues({ transitions = [] }: AwsSection, config: Usable): Issue[] {
  return transitions.flatMap((one, position) => [
    ...bucketIssues(one, position, config),
    ...(one.storageClass === "STANDARD_IA" && one.days < least
      ? [
          error(
            path(position, "days"),
            `is less than ${least} days, before which S3 moves nothing to STANDARD_IA`,
            `write ${least}, or more`,
          ),
        ]
      : []),
    ...transitions.flatMap((other, index) =>
      other.bucket === one.bucket && index !== position ? pairIssues(one, position, other, index) : [],
    ),
  ]);
}

const path = (position: number, key: keyof Transition): (string | number)[] => ["aws", "transitions", position, key];

function bucketIssues({ bucket }: Transition, position: number, { buckets, unread, service }: Usable): Issue[] {
  if (bucket === undefined) return [];
  if (service !== undefined && service.multiTenant !== false) {
    const message = "has no effect with service.multiTenant, where each tenant has buckets of its own";
    return [error(path(position, "bucket"), message, "remove it, so that the objects of all buckets are moved")];
  }
  if (buckets === undefined || unread === true || buckets.some(({ args }) => args.id === bucket)) return [];
  const ids = buckets.map(({ args }) => args.id);
  const message = `is not the id of a bucket of alfred-storage:buckets${ids.length === 0 ? "" : `; there are: ${ids.join(", ")}`}`;
  return [error(path(position, "bucket"), message, "name one that is there, or remove it for all of them")];
}

/** What is wrong with one of two transitions of the same objects, of which each is looked at by itself. */
function pairIssues(one: Transition, position: number, other: Transition, index: number): Issue[] {
  const otherKey = keyText(["aws", "transitions", index], "");
  if (other.storageClass === one.storageClass) {
    if (index > position) return [];
    const message = `is that of ${otherKey} too, which moves the same objects`;
    return [error(path(position, "storageClass"), message, "remove one of the two")];
  }
  if (order.indexOf(other.storageClass) > order.indexOf(one.storageClass)) return [];
  const earliest = other.days + (other.storageClass === "STANDARD_IA" ? least : 1);
  if (one.days >= earliest) return [];
  const message = `is too soon after ${otherKey}, by which the same objects are ${other.storageClass} first, from day ${other.days} on`;
  return [error(path(position, "days"), message, `write ${earliest}, or more; or remove one of the two`)];
}
