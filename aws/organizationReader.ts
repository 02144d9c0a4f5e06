import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import type { Account } from "@aws-sdk/client-organizations";
import { accountId } from "../domain/identifiers";
import type { AccountId } from "../domain/identifiers";
import type { AccountState, InventoryAccount, OrganizationFacts, Readable } from "../domain/inventory/inventory";
import { InterruptedError, ReadError, describeFailure } from "./callErrors";
import type { Calls } from "./calls";
import { clientSettings } from "./clients";
import { readPages } from "./paging";
import type { Session } from "./sessions";

/** What AWS Organizations itself says: without what stands in the accounts. */
export interface ListedOrganization {
  organization: Omit<OrganizationFacts, "rolesRegions">;
  accounts: MemberFacts[];
}

export type MemberFacts = Pick<InventoryAccount, "id" | "name" | "state" | "ou" | "tags">;

/**
 * Reads what AWS Organizations knows: every account with its state, place and tags, and the delegated administrators.
 * Answered in the management account and in any delegated administrator's.
 *
 * @throws ReadError when the organization, its accounts or its organizational units cannot be listed: nothing could be said then.
 */
export async function readOrganization(session: Session, calls: Calls): Promise<ListedOrganization> {
  const organizations = new OrganizationsClient(clientSettings(session.homeRegion, session.credentials, calls.settings));
  const required = async <T>(operation: string, reading: Promise<T>): Promise<T> => {
    try {
      return await reading;
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      throw new ReadError(
        `The organization could not be read as ${session.arn}. ${describeFailure(operation, error)}. ` +
          "Call with credentials of the management account or of a delegated administrator.",
        { cause: error },
      );
    }
  };
  const [described, roots, listed, delegatedAdministrators] = await Promise.all([
    required(
      "DescribeOrganization",
      calls.run((options) => organizations.send(new DescribeOrganizationCommand({}), options)),
    ),
    required(
      "ListRoots",
      readPages(
        (NextToken) => calls.run((options) => organizations.send(new ListRootsCommand({ NextToken }), options)),
        (page) => page.Roots,
        (page) => page.NextToken,
      ),
    ),
    required(
      "ListAccounts",
      readPages(
        (NextToken) => calls.run((options) => organizations.send(new ListAccountsCommand({ NextToken }), options)),
        (page) => page.Accounts,
        (page) => page.NextToken,
      ),
    ),
    readDelegatedAdministrators(organizations, calls),
  ]);
  const id = described.Organization?.Id;
  const management = described.Organization?.MasterAccountId;
  const rootId = roots[0]?.Id;
  if (id === undefined || management === undefined || rootId === undefined)
    throw new ReadError("The organization could not be read: the answer has no id, management account or root.");
  const ous = await required(
    "ListAccountsForParent",
    ouOfAccounts(
      organizations,
      calls,
      rootId,
      listed.map((account) => account.Id ?? ""),
    ),
  );
  const accounts = await Promise.all(
    listed.map(async (account): Promise<MemberFacts> => {
      const id = accountId(account.Id ?? "");
      return {
        id,
        name: account.Name ?? "",
        state: stateOf(account),
        ou: ous.get(id) ?? "",
        tags: await readTags(organizations, calls, id),
      };
    }),
  );
  accounts.sort((left, right) => (left.id < right.id ? -1 : 1));
  return { organization: { id, rootId, management: accountId(management), delegatedAdministrators }, accounts };
}

/**
 * The path of the organizational unit that each of these accounts is in. An account that moves while the units are walked may be in neither
 * of the two when they are listed: then they are walked again.
 */
async function ouOfAccounts(
  organizations: OrganizationsClient,
  calls: Calls,
  rootId: string,
  accounts: string[],
): Promise<Map<string, string>> {
  for (let walks = 1; ; walks++) {
    const ous = await walk(organizations, calls, rootId);
    const missing = accounts.filter((account) => !ous.has(account));
    if (missing.length === 0) return ous;
    if (walks === 3) throw new Error(`account ${missing.join(", ")} was in no organizational unit, or kept moving: run again`);
  }
}

/** Two paged calls per organizational unit tell the place of every account; ListParents would take one or more per account. */
async function walk(organizations: OrganizationsClient, calls: Calls, rootId: string): Promise<Map<string, string>> {
  const ous = new Map<string, string>();
  const visit = async (parentId: string, path: string): Promise<void> => {
    const [accounts, units] = await Promise.all([
      readPages(
        (NextToken) =>
          calls.run((options) => organizations.send(new ListAccountsForParentCommand({ ParentId: parentId, NextToken }), options)),
        (page) => page.Accounts,
        (page) => page.NextToken,
      ),
      readPages(
        (NextToken) =>
          calls.run((options) =>
            organizations.send(new ListOrganizationalUnitsForParentCommand({ ParentId: parentId, NextToken }), options),
          ),
        (page) => page.OrganizationalUnits,
        (page) => page.NextToken,
      ),
    ]);
    for (const account of accounts) ous.set(account.Id ?? "", path);
    await Promise.all(units.map((unit) => visit(unit.Id ?? "", path === "" ? (unit.Name ?? "") : `${path}/${unit.Name ?? ""}`)));
  };
  await visit(rootId, "");
  return ous;
}

async function readTags(organizations: OrganizationsClient, calls: Calls, account: AccountId): Promise<Readable<Record<string, string>>> {
  try {
    const tags = await readPages(
      (NextToken) =>
        calls.run((options) => organizations.send(new ListTagsForResourceCommand({ ResourceId: account, NextToken }), options)),
      (page) => page.Tags,
      (page) => page.NextToken,
    );
    return {
      read: Object.fromEntries(
        tags.map((tag): [string, string] => [tag.Key ?? "", tag.Value ?? ""]).sort(([left], [right]) => (left < right ? -1 : 1)),
      ),
    };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return { unreadable: describeFailure("ListTagsForResource", error) };
  }
}

async function readDelegatedAdministrators(
  organizations: OrganizationsClient,
  calls: Calls,
): Promise<OrganizationFacts["delegatedAdministrators"]> {
  try {
    const administrators = await readPages(
      (NextToken) => calls.run((options) => organizations.send(new ListDelegatedAdministratorsCommand({ NextToken }), options)),
      (page) => page.DelegatedAdministrators,
      (page) => page.NextToken,
    );
    const registrations = await Promise.all(
      administrators.map(async ({ Id }) => {
        const services = await readPages(
          (NextToken) =>
            calls.run((options) => organizations.send(new ListDelegatedServicesForAccountCommand({ AccountId: Id, NextToken }), options)),
          (page) => page.DelegatedServices,
          (page) => page.NextToken,
        );
        return services.map(({ ServicePrincipal }) => ({ service: ServicePrincipal ?? "", account: accountId(Id ?? "") }));
      }),
    );
    return { read: registrations.flat().sort((left, right) => (left.service + left.account < right.service + right.account ? -1 : 1)) };
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return { unreadable: describeFailure("ListDelegatedAdministrators", error) };
  }
}

/** `Status` is what older endpoints answer; it lacks CLOSED and PENDING_ACTIVATION. */
function stateOf(account: Account): AccountState {
  const state = account.State ?? account.Status;
  if (state === undefined) throw new ReadError(`AWS Organizations gave no state for account ${account.Id ?? ""}.`);
  return state;
}
