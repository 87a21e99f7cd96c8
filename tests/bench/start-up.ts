import { type Figure, interleaved, node, seconds } from "./figures";

/** How long it takes until the program can run, against the SDK alone, and the commands that a person waits for. */
export async function startUp(rounds: number): Promise<Figure[]> {
  const program = 'require("./index.cjs"); require("./stacks/docker.ts")';
  const times = await interleaved(rounds, {
    sdk: () => node(["-e", 'require("@pulumi/pulumi")']),
    program: () => node(["-e", program]),
    nothing: () => node(["-e", "0"]),
    check: () => node(["ops/run.cjs", "check"]),
  });
  const rehearsal = await interleaved(1, { start: () => node(["ops/run.cjs", "start"]) });
  return [
    {
      what: "load the program",
      measured: seconds(times.program),
      floor: `${seconds(times.sdk)}, require("@pulumi/pulumi") alone`,
      reached: times.program / times.sdk,
      aim: 2,
      unit: "×",
    },
    {
      what: "npm run check",
      measured: seconds(times.check),
      floor: `${seconds(times.nothing)}, node -e 0`,
      reached: times.check / 1000,
      aim: 1,
      unit: "s",
    },
    {
      what: "npm start",
      measured: seconds(rehearsal.start),
      floor: "",
      reached: rehearsal.start / 1000,
      aim: 15,
      unit: "s",
    },
  ];
}
