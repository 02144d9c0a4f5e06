/** What a run of a stack takes from outside the project's files. */
export interface StackSettings {
  env: NodeJS.ProcessEnv;
  /**
   * Lifts what keeps our resources from being deleted, so that a `pulumi destroy` can follow. Set it with
   * `pulumi config set access-analyzer-org:retire true`, run `pulumi up` once, then destroy.
   */
  retire: boolean;
}
