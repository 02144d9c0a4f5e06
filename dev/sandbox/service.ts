import type { Caller } from "./iam/caller";
import type { Partition } from "./world/partitions";
import type { World } from "./world/world";

/** One AWS service: a folder in services/ exports one of these, and services/index.ts lists it. */
export interface Service {
  /** SigV4 signing name, for example `access-analyzer`. */
  signingName: string;
  protocol: "restJson" | "restXml" | "query" | "ec2Query" | "json10" | "json11";
  /** Smithy namespace, for example `com.amazonaws.accessanalyzer`. */
  namespace: string;
  /** XML namespace of the answers; `query`, `ec2Query` and `restXml` only. */
  xmlNamespace?: string;
  /** The `@aws-sdk/client-*` module, whose schemas drive parsing and printing. */
  sdk: object;
  /** `global` services answer in every Region as the partition's one Region (iam, organizations, account). */
  scope: "regional" | "global";
  /** Partitions that have no endpoint of it: there it is refused as a service that the sandbox does not have. */
  absentIn?: readonly Partition[];
  trail?: Trail;
  /** By operation name. Operations of the schema that are not here are refused with a message that says so. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each operation knows its own input; the map cannot
  operations: Record<string, Operation<any, any>>;
}

/** What CloudTrail writes otherwise than by the rule: names of the model, and members in camel case. */
export interface Trail {
  /** Event names, by operation. */
  names?: Readonly<Record<string, string>>;
  /** Of requests and answers, by what the rule would make of them. */
  members?: Readonly<Record<string, string>>;
  /** Types of resources that its events name by their ARNs, by what such an ARN contains. */
  resourceTypes?: Readonly<Record<string, string>>;
}

/** Some of a service's operations by name, with the inputs and outputs that its SDK module has for them: `Operations<typeof sdk>`. */
export type Operations<Sdk> = {
  [Command in keyof Sdk as Command extends `${infer Name}Command` ? Name : never]?: Sdk[Command] extends CommandOf<
    infer Input,
    infer Output
  >
    ? Operation<Given<Input>, Omit<Output, "$metadata">>
    : never;
};

type CommandOf<Input, Output> = abstract new (...args: never[]) => {
  input: Input;
  resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: Output }>;
};

/** Members that the model requires are there, at any depth: a request without one is refused before its operation is asked. */
export type Given<T> = T extends Date | Uint8Array
  ? T
  : T extends object
    ? { [Member in keyof T]: object extends Pick<T, Member> ? Given<T[Member]> : Given<Exclude<T[Member], undefined>> }
    : T;

export interface Operation<Input, Output> {
  /**
   * What IAM must allow before `handle` runs; every entry has to pass identity policies, boundary, session policy and SCPs. Absent: the
   * operation's own action on "*". Empty only for what AWS lets everybody call. May throw AwsError for input that AWS rejects first.
   */
  authorize?(input: Input, call: Call): Asked | Asked[];
  handle(input: Input, call: Call): keyof Output extends never ? Nothing : Output | Promise<Output>;
}

type Nothing = ReturnType<() => void>;

/** What an operation asks of IAM: its own action unless another is named. */
export type Asked = Omit<Authorization, "action"> & { action?: string };

export interface Authorization {
  /** `access-analyzer:CreateAnalyzer` */
  action: string;
  /** Exact ARN, or "*" where the action has no resource-level permission. */
  resource: string;
  /** Condition keys beside the global ones: aws:RequestedRegion, aws:PrincipalArn, aws:PrincipalAccount, aws:PrincipalOrgID ... are added. */
  context?: Record<string, string | string[]>;
  /** The trust policy of the role that is asked for, and the role's account. It has to allow the call, even within the account. */
  trustPolicy?: { document: string; account: string };
  /** The account that the resource belongs to, where no policy of it can let another account in: callers of others are refused. */
  owner?: string;
  /** The policy of any other resource that is asked for, if it has one, and the resource's account. */
  resourcePolicy?: { document: string | undefined; account: string };
  /** The policy of the KMS key that is asked for, and the key's account. It has to allow the call, even within the account. */
  keyPolicy?: { document: string; account: string };
}

export interface Call {
  world: World;
  caller: Caller;
  region: string;
  requestId: string;
  /** Where the caller reached the sandbox: `http://127.0.0.1:40187`. */
  origin: string;
}

/** An error of the service's model (`code` is its shape name), printed the way the protocol prints it. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** Further members of the error shape: resourceId, reason ... */
    readonly members: Record<string, unknown> = {},
    /** HTTP status, where it is to differ from what the model says. */
    readonly status?: number,
  ) {
    super(message);
    this.name = code;
  }
}
