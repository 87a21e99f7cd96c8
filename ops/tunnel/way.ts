/** A port of a pod. */
export interface PodPort {
  readonly pod: string;
  readonly port: number;
}

/** Which pod leads to the database: asked anew for each connection. */
export interface Way {
  /** For messages: what is at its other end. */
  readonly end: string;
  /** Fails with a Failure where there is none. */
  target(): Promise<PodPort>;
  /** Why the last connection came to nothing beyond the pod, as far as anything tells. */
  reason(): string | undefined;
  close(): Promise<void>;
}

/** All in milliseconds. */
export interface Times {
  /** Until a pod is ready. */
  readonly ready: number;
  /** Between two looks at a pod. */
  readonly poll: number;
  /** Between two signs that the tunnel gives to its relay. */
  readonly heartbeat: number;
  /** How long the relay waits for such a sign before it ends itself. */
  readonly patience: number;
}

export const standardTimes: Times = { ready: 300_000, poll: 1_000, heartbeat: 10_000, patience: 60_000 };
