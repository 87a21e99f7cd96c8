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
    ...repeatedIssues(transitions, one, position),
    ...transitions.flatMap((other, index) =>
      other.bucket === one.bucket ? afterIssues(one, position, other, index) : [],
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

const keyOf = (position: number): string => keyText(["aws", "transitions", position], "");

function repeatedIssues(transitions: readonly Transition[], one: Transition, position: number): Issue[] {
  const first = transitions.findIndex(
    ({ bucket, storageClass }) => bucket === one.bucket && storageClass === one.storageClass,
  );
  if (first === position) return [];
  const message = `is that of ${keyOf(first)} too, which moves the same objects`;
  return [error(path(position, "storageClass"), message, "remove one of the two")];
}

/** S3 moves the same objects to another class only from the one before, and some time after it. */
function afterIssues(one: Transition, position: number, other: Transition, index: number): Issue[] {
  if (order.indexOf(other.storageClass) >= order.indexOf(one.storageClass)) return [];
  const earliest = other.days + (other.storageClass === "STANDARD_IA" ? least : 1);
  if (one.days >= earliest) return [];
  const message = `is too soon after ${keyOf(index)}, by which the same objects are ${other.storageClass} first, from day ${other.days} on`;
  return [error(path(position, "days"), message, `write ${earliest}, or more; or remove one of the two`)];
}
