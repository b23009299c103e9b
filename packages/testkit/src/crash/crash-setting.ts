/** What the crash programs are told in their first argument, as JSON. All paths are absolute. */
export interface CrashSetting {
  readonly root: string;
  /** The bundled programs. */
  readonly runner: string;
  readonly holder: string;
  /** Where plans for each program are written. */
  readonly hubPlan: string;
  readonly runnerPlan: string;
  /** From 0 to below 1: how much of its back-off the hub waits before it starts a runner again. */
  readonly retryFraction: number;
}
