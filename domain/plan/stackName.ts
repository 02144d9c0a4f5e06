import { InputError } from "../errors";
import { isAccountId, type AccountId } from "../identifiers";

/** Which part of the organization a stack rolls out; a stack's name says it, nothing else does. */
export type StackRole = { kind: "management" } | { kind: "security" } | { kind: "member"; account: AccountId };

/** What a stack of ours is for; undefined for every other name. */
export function roleOfStack(name: string): StackRole | undefined {
  if (name === "management" || name === "security") return { kind: name };
  const account = memberOf(name);
  return account && { kind: "member", account };
}

/** @throws InputError if the name says none of the three. */
export function parseStackName(name: string): StackRole {
  const role = roleOfStack(name);
  if (role !== undefined) return role;
  throw new InputError(
    `The stack's name "${name}" does not say what to roll out: allowed are "management", "security" and "member-<account id>" with twelve digits, for example "member-444455556666". ` +
      "Select one with `pulumi stack select --create NAME`.",
  );
}

/** The account of a member's stack; undefined for every other name. */
export function memberOf(name: string): AccountId | undefined {
  const account = name.startsWith(memberPrefix) ? name.slice(memberPrefix.length) : "";
  return isAccountId(account) ? account : undefined;
}

export function formatStackName(role: StackRole): string {
  return role.kind === "member" ? `${memberPrefix}${role.account}` : role.kind;
}

const memberPrefix = "member-";
