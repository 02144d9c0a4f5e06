import { unknownValue } from "../unknownValue";
import { found, objectOf, valueOf, type AccessInputs, type Found, type Inputs } from "./inputs";
import { accessBy } from "./outsideAccess";
import type { Condition, Principal, Statement, Value } from "./policyDocument";
import type { TrustedAccess } from "./trusted";

/** Resources that share without a policy document are judged as the statement that they amount to. */
interface Grant {
  principal: Principal;
  action: Value;
  conditions: readonly Condition[];
}

/** @param remedy what to do instead of the words that are for a policy */
function granted({ principal, action, conditions }: Grant, trusted: TrustedAccess, remedy: string): Found[] {
  const statement: Statement = {
    name: "it",
    effect: "Allow",
    principals: { not: false, entries: [principal] },
    actions: { not: false, values: [action] },
    resources: undefined,
    conditions,
  };
  return accessBy(statement, [], "resource", trusted)
    .map(found)
    .map((one) => (one.verdict === "public" ? { ...one, remedy } : one));
}

const everybody: Principal = { type: "AWS", value: "*" };

/** An account, an ARN, `*` or a service's name. */
function principalOf(value: Value): Principal {
  return { type: value !== unknownValue && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(value) ? "Service" : "AWS", value };
}

/** An organization or a unit of one is everybody under a condition. */
function grantTo(value: Value, action: string): Grant {
  const [, path] = (value !== unknownValue && /^arn:aws[a-z-]*:organizations::\d{12}:(?:organization|ou)\/(.+)$/s.exec(value)) || [];
  if (path === undefined) return { principal: value === "all" || value === "All" ? everybody : principalOf(value), action, conditions: [] };
  const [operator, key] = path.includes("/") ? ["StringLike", "aws:PrincipalOrgPaths"] : ["StringEquals", "aws:PrincipalOrgID"];
  return { principal: everybody, action, conditions: [{ operator, key, values: [path] }] };
}

function condition(inputs: Inputs, name: string, operator: string, key: string): Condition[] {
  const value = valueOf(inputs, name);
  return value === undefined ? [] : [{ operator, key, values: [value] }];
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
export const lambdaPermission: AccessInputs = {
  inputs: ["principal", "action", "principalOrgId", "sourceAccount", "sourceArn", "functionUrlAuthType"],
  access: (inputs, trusted) =>
    granted(
      {
        principal: principalOf(valueOf(inputs, "principal") ?? unknownValue),
        action: valueOf(inputs, "action") ?? unknownValue,
        conditions: [
          ...condition(inputs, "principalOrgId", "StringEquals", "aws:PrincipalOrgID"),
          ...condition(inputs, "sourceAccount", "StringEquals", "aws:SourceAccount"),
          ...condition(inputs, "sourceArn", "ArnLike", "aws:SourceArn"),
          ...condition(inputs, "functionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
        ],
      },
      trusted,
      "Name an account or a service in principal, set principalOrgId",
    ),
};

export const layerVersionPermission: AccessInputs = {
  inputs: ["principal", "action", "organizationId"],
  access: (inputs, trusted) =>
    granted(
      {
        principal: principalOf(valueOf(inputs, "principal") ?? unknownValue),
        action: valueOf(inputs, "action") ?? unknownValue,
        conditions: condition(inputs, "organizationId", "StringEquals", "aws:PrincipalOrgID"),
      },
      trusted,
      "Name an account in principal, set organizationId",
    ),
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html */
export const eventPermission: AccessInputs = {
  inputs: ["principal", "action", "condition"],
  access: (inputs, trusted) => {
    const conditions = inputs.condition === undefined || inputs.condition === null ? [] : [eventCondition(inputs.condition)];
    return granted(
      {
        principal: principalOf(valueOf(inputs, "principal") ?? unknownValue),
        action: valueOf(inputs, "action") ?? "events:PutEvents",
        conditions,
      },
      trusted,
      "Name an account in principal, set a condition for aws:PrincipalOrgID",
    );
  },
};

function eventCondition(value: unknown): Condition {
  const { type, key, value: wanted } = objectOf(value) ?? {};
  return typeof type === "string" && typeof key === "string"
    ? { operator: type, key, values: [valueOf({ wanted }, "wanted") ?? unknownValue] }
    : { operator: "its condition", key: "", values: [unknownValue] };
}

/** What is shared with those that one input names: accounts, ARNs, organizations, `all`. */
export function sharedWith(action: string, remedy: string, ...names: string[]): AccessInputs {
  return {
    inputs: names,
    access: (inputs, trusted) => names.flatMap((name) => shares(inputs[name], action, remedy, trusted)),
  };
}

/** A list of them, or one. */
function shares(value: unknown, action: string, remedy: string, trusted: TrustedAccess): Found[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((one: unknown) => {
    const named = valueOf({ one }, "one");
    return named === undefined ? [] : granted(grantTo(named, action), trusted, remedy);
  });
}

/** `permissions: { type: "Share", account_ids: "All" }`, or ids between commas. */
export const documentSharing: AccessInputs = {
  inputs: ["permissions"],
  access: ({ permissions }, trusted) => {
    const named = objectOf(permissions);
    const ids = permissions === unknownValue ? unknownValue : (named?.account_ids ?? named?.accountIds);
    return shares(typeof ids === "string" ? ids.split(/\s*,\s*/) : ids, "ssm:GetDocument", "Name accounts in account_ids", trusted);
  },
};
