import type { Caller } from "./iam/caller";
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
  /** By operation name. Operations of the schema that are not here are refused with a message that says so. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each operation knows its own input; the map cannot
  operations: Record<string, Operation<any, any>>;
}

export interface Operation<Input, Output> {
  /**
   * What IAM must allow before `handle` runs; every entry has to pass identity policies, boundary, session policy and SCPs.
   * Empty only for what AWS lets everybody call. May throw AwsError for input that AWS rejects first.
   */
  authorize(input: Input, call: Call): Authorization[];
  handle(input: Input, call: Call): Output | Promise<Output>;
}

export interface Authorization {
  /** `access-analyzer:CreateAnalyzer` */
  action: string;
  /** Exact ARN, or "*" where the action has no resource-level permission. */
  resource: string;
  /** Condition keys beside the global ones: aws:RequestedRegion, aws:PrincipalArn, aws:PrincipalAccount, aws:PrincipalOrgID ... are added. */
  context?: Record<string, string | string[]>;
  /** The policy on the resource itself (a role's trust policy). Across accounts it has to allow the call too. */
  resourcePolicy?: {
    document: string;
    /** The account that owns the resource. */
    account: string;
    /** It has to allow the call in any case, even within the account: trust policies. */
    required: boolean;
  };
}

export interface Call {
  world: World;
  caller: Caller;
  region: string;
  requestId: string;
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
