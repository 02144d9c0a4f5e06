import { randomBytes } from "node:crypto";
import type { CreateAccountRequest, CreateAccountStatus } from "@aws-sdk/client-organizations";
import { administratorAccess } from "../../iam/managedPolicies";
import { requestTags } from "../../iam/requestTags";
import { accountTrust } from "../../iam/roles";
import { addAccount } from "../../seed/createWorld";
import type { Given } from "../../service";
import type { StoreKey, World } from "../../world/world";
import { followAccount } from "../cloudformation/automaticDeployment";
import { byAdministrators, byManagement, on, refused } from "./access";
import { accountNotFound, constraintViolation, invalidInput } from "./errors";

const key: StoreKey<Map<string, CreateAccountStatus>> = { name: "organizations.accountCreations", create: () => new Map() };

export const accounts = {
  ...byManagement({
    /** Asynchronous: ask DescribeCreateAccountStatus. The account joins under the root and holds a role that the management account may assume. */
    CreateAccount: {
      authorize: (input) => ({ resource: "*", context: requestTags(input.Tags) }),
      handle(input, { world }) {
        if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(input.Email))
          throw invalidInput("INVALID_EMAIL_ADDRESS_TARGET", `'${input.Email}' is not an email address.`);
        const Id = `car-${randomBytes(16).toString("hex")}`;
        const status: CreateAccountStatus = {
          Id,
          AccountName: input.AccountName,
          State: "IN_PROGRESS",
          RequestedTimestamp: world.clock.now(),
        };
        world.store(key).set(Id, status);
        world.clock.after(world.settings.creatingMilliseconds, () => finish(world, status, input));
        return { CreateAccountStatus: { ...status } };
      },
    },
    /** Asynchronous: PENDING_CLOSURE first, SUSPENDED after a while. What is in the account stays there. */
    CloseAccount: {
      authorize: (input, { world }) => on(world, input.AccountId),
      handle({ AccountId }, { world }) {
        const account = world.accounts.get(AccountId);
        if (!account) throw accountNotFound();
        if (account.id === world.organization.managementAccount) {
          const message = "You can't close the management account of an organization that has members.";
          throw constraintViolation("CANNOT_CLOSE_MANAGEMENT_ACCOUNT", message);
        }
        if (account.state !== "ACTIVE")
          throw refused("AccountAlreadyClosedException", "You attempted to close an account that is already closed.");
        account.state = "PENDING_CLOSURE";
        world.clock.after(world.settings.creatingMilliseconds, () => (account.state = "SUSPENDED"));
      },
    },
  }),
  ...byAdministrators({
    DescribeCreateAccountStatus: {
      handle({ CreateAccountRequestId }, { world }) {
        const status = world.store(key).get(CreateAccountRequestId);
        if (!status) throw refused("CreateAccountStatusNotFoundException", "You specified a request that doesn't exist.");
        return { CreateAccountStatus: { ...status } };
      },
    },
  }),
};

function finish(world: World, status: CreateAccountStatus, input: Given<CreateAccountRequest>): void {
  status.CompletedTimestamp = world.clock.now();
  if ([...world.accounts.values()].some(({ email }) => email === input.Email)) {
    status.State = "FAILED";
    status.FailureReason = "EMAIL_ALREADY_EXISTS";
    return;
  }
  status.AccountId = join(world, input);
  status.State = "SUCCEEDED";
  followAccount(world, status.AccountId);
}

function join(world: World, { AccountName, Email, RoleName = "OrganizationAccountAccessRole", Tags }: Given<CreateAccountRequest>): string {
  const id = freeAccountId(world);
  addAccount(world, {
    id,
    name: AccountName,
    email: Email,
    ou: "",
    state: "ACTIVE",
    tags: Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value])),
    optedIn: [],
    // The role that every account gets is made here, since the request may name it.
    invited: true,
    roles: [
      {
        name: RoleName,
        path: "/",
        trustPolicy: accountTrust(world, world.organization.managementAccount),
        policies: {},
        attachedPolicies: [administratorAccess(world.partition)],
      },
    ],
    users: [],
    analyzers: [],
  });
  return id;
}

/** The next one after the accounts there are, so that the same steps make the same accounts. */
function freeAccountId(world: World): string {
  let id = 100000000001;
  while (world.accounts.has(String(id))) id += 1;
  return String(id);
}
