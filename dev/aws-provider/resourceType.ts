import type { Account } from "./account";
import type { Properties, Value } from "./values";

/** One resource type of package `aws`: what `@pulumi/aws` calls its inputs, and how it lives in AWS. A file each, in `resources/`. */
export interface ResourceType {
  /** `aws:accessanalyzer/analyzer:Analyzer` */
  token: string;
  /** A regional resource takes `region` and may be imported as `id@region`; a global one has neither. */
  scope: "regional" | "global";
  /** How the real provider's errors call it: `IAM Access Analyzer Analyzer`. */
  title: string;
  /** Every input that is implemented; another one is refused by name. */
  inputs: Record<string, Input>;
  /** Outputs that are not inputs: unknown in a preview of a creation. `tagsAll` is added where there are `tags`. */
  outputs: string[];
  /** Inputs that AWS does not store, or tells only in part: kept from the program as they are. */
  notRead?: string[];
  /** Creates it and returns its id; `read` follows. */
  create(inputs: Properties, context: Context): Promise<string>;
  /** What is there now, or undefined if it is gone. `state` is what was recorded, empty in an import. */
  read(id: string, context: Context, state: Properties): Promise<Properties | undefined>;
  /** Changes what can be changed in place. Absent where every change replaces. */
  update?(id: string, change: Change, context: Context): Promise<void>;
  /** Must not fail if it is gone already. */
  delete(id: string, state: Properties, context: Context): Promise<void>;
}

export interface Input {
  required?: boolean;
  /** A change replaces the resource (`ForceNew` in terraform-provider-aws). */
  forceNew?: boolean;
  /** AWS decides when it is left out, so leaving it out is no change (`Optional` and `Computed`). */
  computed?: boolean;
  default?: Value;
  oneOf?: string[];
  matches?: { pattern: RegExp; rule: string };
  /** Made from the resource's name, with seven random characters, when left out. */
  autoName?: { maxLength: number; lowerCase?: true };
  /**
   * `set`: the order does not count. `policy`: a policy document, compared by its meaning, so that neither the order of its lists nor a
   * list around one entry counts. `template`: JSON, of which white space and the order of keys do not count, or YAML. `archive`: an archive of
   * the engine's, compared by its hash.
   */
  kind?: "set" | "policy" | "template" | "archive";
  /** Inputs that cannot be given together with this one. */
  conflictsWith?: string[];
}

export interface Change {
  old: Properties;
  new: Properties;
  /** Whether one of these inputs is different. */
  of(...names: string[]): boolean;
}

/** In what a call runs. */
export interface Context {
  account: Account;
  /** The resource's Region; for a global one the provider's. */
  region: string;
  /** The program's tags and the provider's default tags together. */
  tagsAll: Record<string, string>;
  /** How long an operation of AWS may take, in milliseconds. */
  timeout: number;
  /** The person has interrupted the engine: waiting ends. */
  cancelled: AbortSignal;
}

/** Creation went half way: the resource exists and must be recorded, so that it is not forgotten. */
export class PartlyCreated extends Error {
  override readonly name = "PartlyCreated";
  constructor(
    readonly id: string,
    override readonly cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}
