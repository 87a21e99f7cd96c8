import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { z } from "zod";
import { kept } from "../../ops/recovery/retention";
import { setName } from "../../ops/recovery/set-name";
import { partOf, scratch, writing } from "./restic-scratch";

const forgotten = z.array(
  z.object({
    reasons: z.array(z.object({ snapshot: z.object({ time: z.string() }), matches: z.array(z.string()) })),
  }),
);

const words = { daily: "daily snapshot", weekly: "weekly snapshot", monthly: "monthly snapshot" };

describe("the retention, beside restic's", function () {
  this.timeout(300_000);

  it("keeps the same sets, for the same reasons", async () => {
    const place = scratch();
    try {
      const repository = place.repository();
      await repository.ensure();
      await repository.storeStream(partOf("one"), "file", writing("one"));
      const restic = (...args: string[]) =>
        execFileSync("restic", ["--repo", place.location, "--password-file", place.at("password"), ...args], {
          encoding: "utf8",
          env: { ...process.env, TZ: "UTC" },
        });
      for (const time of times) {
        const at = time.toISOString().slice(0, "2026-11-27T02:17:00".length).replace("T", " ");
        restic("backup", "--quiet", "--host", "retention", "--time", at, place.at("password"));
      }
      const policy = ["--keep-daily", "7", "--keep-weekly", "4", "--keep-monthly", "12", "--group-by", "host"];
      const [group] = forgotten.parse(
        JSON.parse(restic("forget", "--dry-run", "--json", "--host", "retention", ...policy)),
      );
      const theirs = (group?.reasons ?? []).map(({ snapshot, matches }) => [
        setName(new Date(snapshot.time)),
        // Newer versions keep the oldest one, too, where there are fewer periods than are to be kept.
        matches.filter((match) => !match.startsWith("oldest")).sort(),
      ]);
      const ours = [...kept(sets, { daily: 7, weekly: 4, monthly: 12 }, new Date("2026-11-28T00:00:00Z"))].map(
        ([name, reasons]) => [
          name,
          reasons.flatMap((reason) => (reason in words ? words[reason as keyof typeof words] : [])).sort(),
        ],
      );
      assert.ok(ours.length > 15 && ours.length < sets.length, String(ours.length));
      assert.deepEqual(Object.fromEntries(ours), Object.fromEntries(theirs));
    } finally {
      place.remove();
    }
  });

  /** Two years with holes, the last days by the hour; among them the ends of days, weeks, months and years. */
  const times = [
    ...["27T02:17", "27T01:17", "27T00:00", "26T23:59", "26T02:17", "24T02:17", "23T00:00", "22T23:59", "21T02:17"],
    ...["18T02:17", "16T00:00", "15T23:59", "12T02:17", "10T02:17", "09T00:00", "05T02:17", "02T00:00", "01T23:59"],
  ]
    .map((time) => `2026-11-${time}`)
    .concat(["2026-10-31T23:59", "2026-10-01T00:00", "2026-09-30T23:59", "2026-07-15T12:00", "2026-07-01T00:00"])
    .concat(["2026-03-01T00:00", "2026-02-28T23:59", "2026-01-01T00:00", "2025-12-31T23:59", "2025-12-29T00:00"])
    .concat(["2025-12-28T23:59", "2025-06-10T12:00", "2025-03-03T03:03", "2025-01-01T00:00", "2024-12-31T23:59"])
    .concat(["2024-12-30T00:00", "2024-12-29T23:59", "2024-11-28T10:00"])
    .map((time) => new Date(`${time}:00Z`));
  const sets = times.map((time) => ({ name: setName(time), complete: true }));
});
