/** An invocation that is under way, as those see it who may break it on purpose. */
export interface RunningInvocation {
  readonly functionName: string;
  /** The worker it runs in; the SDKs there send it along as their application id (`app/…` in the User-Agent). */
  readonly environmentId: string;
  /** Ends it and its worker at once: killed (Runtime.ExitError), or as if its time were over (Sandbox.Timedout). */
  end(how: 'kill' | 'timeout'): void;
  /** Has it run with a clock that is fast by so many milliseconds. Before its handler runs. */
  setClock(fastMs: number): void;
}
