import type { Configuration } from "../configuration/configuration";
import type { AccountId } from "../identifiers";
import type { Inventory } from "../inventory/inventory";
import { rolesOf } from "../policies/ourRoles";
import type { FoundRoles, RolesInstance } from "./foundRoles";
import { roleDifferences } from "./roleDifferences";

/** Our roles in one account, beside what was rolled out. */
export interface AuditedRoles {
  account: AccountId;
  state: RolesState;
  /** What is not as planned, or could not be read, in words; empty when all is as planned. */
  details: string[];
  /** What the roles' StackSet has in the account. Absent in the management account, where there is none, and where it could not be read. */
  instance?: RolesInstance;
}

export type RolesState =
  | "asPlanned"
  /** A role is not there. */
  | "missing"
  /** Trust, policies or boundary of a role are not the planned ones. */
  | "changed"
  /** The StackSet has no instance for the account: nothing keeps its roles. */
  | "noInstance"
  /** The StackSet's last operation failed in the account. */
  | "failed"
  /** It did not reach the account, or is still at it. */
  | "outdated"
  /** The account was suspended when the roles were rolled out, and is back. */
  | "skipped"
  /** The StackSet leaves the account out of everything until somebody has put it in order by hand. */
  | "inoperable"
  /** Could not be seen. Never counted as missing, and never as fine. */
  | "unreadable"
  /** There is no StackSet, and no role of ours anywhere: nobody has rolled them out yet. */
  | "notRolledOut";

/** In the order of the report: what is certain before what could not be seen. */
export const drifted: readonly RolesState[] = ["missing", "changed", "noInstance", "failed", "outdated", "skipped", "inoperable"];

/**
 * One entry for each account that is ACTIVE, sorted by id. The roles are read back and compared, because a role that can be assumed may
 * have another policy all the same.
 */
export function auditRoles(config: Configuration, live: Inventory, found: FoundRoles): AuditedRoles[] {
  const isRolledOut = wasEverRolledOut(live, found);
  return live.accounts
    .filter(({ id, state }) => state === "ACTIVE" && found.accounts.has(id))
    .map(({ id }) => {
      const inside = insideOf(config, live.organization.id, id, found);
      if (!isRolledOut && inside.state !== "unreadable") return { account: id, state: "notRolledOut" as const, details: [] };
      return id === config.organization.management ? ofManagement(id, inside, found) : ofMember(id, inside, found);
    })
    .sort((left, right) => (left.account < right.account ? -1 : 1));
}

/** What was found in the account itself. */
interface Inside {
  state: "asPlanned" | "missing" | "changed" | "unreadable";
  details: string[];
}

function insideOf(config: Configuration, organization: string, account: AccountId, { accounts }: FoundRoles): Inside {
  const roles = accounts.get(account) ?? { unreadable: "the account was not entered" };
  if ("unreadable" in roles) return { state: "unreadable", details: [roles.unreadable] };
  const compared = rolesOf(config, organization, account).map((planned) => {
    const there = roles.read.find(({ name }) => name === planned.name);
    return {
      isThere: there !== undefined,
      details: there === undefined ? [`${planned.name} is not there`] : roleDifferences(planned, there),
    };
  });
  const details = compared.flatMap((role) => role.details);
  const state = compared.some(({ isThere }) => !isThere) ? "missing" : details.length > 0 ? "changed" : "asPlanned";
  return { state, details };
}

/** The StackSet is in the management account: that it cannot be read is said there. */
function ofManagement(account: AccountId, inside: Inside, { instances }: FoundRoles): AuditedRoles {
  if ("read" in instances) return { account, ...inside };
  const state = inside.state === "asPlanned" ? "unreadable" : inside.state;
  return { account, state, details: [...new Set([...inside.details, instances.unreadable])] };
}

function ofMember(account: AccountId, inside: Inside, { instances }: FoundRoles): AuditedRoles {
  if ("unreadable" in instances) return { account, ...inside };
  const instance = instances.read.find((each) => each.account === account);
  if (instance === undefined)
    return { account, state: "noInstance", details: ["the roles' StackSet has no instance for the account", ...inside.details] };
  const { status, detail, reason } = instance;
  if (status === "CURRENT") return { account, ...inside, instance };
  const state =
    status === "INOPERABLE"
      ? "inoperable"
      : detail === "SKIPPED_SUSPENDED_ACCOUNT"
        ? "skipped"
        : detail === "FAILED"
          ? "failed"
          : "outdated";
  const said = `its instance of the roles' StackSet is ${status} (${detail})${reason === undefined ? "" : `: ${reason}`}`;
  return { account, state, details: [said, ...inside.details], instance };
}

/** Whoever reads by a role of its own, before the first roll-out, is not shown every account as drift. */
function wasEverRolledOut({ organization: { rolesRegions } }: Inventory, { accounts, instances }: FoundRoles): boolean {
  const isAnyThere = [...accounts.values()].some((roles) => "read" in roles && roles.read.length > 0);
  return (
    isAnyThere || "unreadable" in instances || instances.read.length > 0 || "unreadable" in rolesRegions || rolesRegions.read.length > 0
  );
}
