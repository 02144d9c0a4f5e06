/**
 * One reason why a principal needs some actions. Policies are lists of grants, so that what IAM enforces and what the documentation
 * explains are the same data.
 */
export interface Grant {
  /** Statement id: letters and digits. */
  sid: string;
  /** One sentence for the reader of docs/permissions.md. */
  why: string;
  actions: string[];
  resources: string[];
  condition?: PolicyCondition;
  /** Why a resource is "*" or holds a wildcard. Required where one does, a test asks for it. */
  wildcard?: string;
}

/** Operator, then condition key, then the values allowed. */
export type PolicyCondition = Record<string, Record<string, string | string[]>>;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: PolicyStatement[];
}
export interface PolicyStatement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal?: Record<string, string | string[]>;
  Action: string | string[];
  Resource?: string | string[];
  Condition?: PolicyCondition;
}

export function policyDocument(grants: Grant[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: grants.map(statement) };
}

function statement({ sid, actions, resources, condition }: Grant): PolicyStatement {
  const allow: PolicyStatement = { Sid: sid, Effect: "Allow", Action: actions, Resource: resources };
  return condition ? { ...allow, Condition: condition } : allow;
}
