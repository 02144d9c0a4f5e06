/** What a run of a stack takes from outside the project's files. */
export interface StackSettings {
  env: NodeJS.ProcessEnv;
}
