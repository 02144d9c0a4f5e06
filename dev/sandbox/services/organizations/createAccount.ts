import { randomBytes } from "node:crypto";
import type {
  CloseAccountRequest,
  CreateAccountRequest,
  CreateAccountResponse,
  CreateAccountStatus,
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse,
} from "@aws-sdk/client-organizations";
import { addAccount } from "../../seed/createWorld";
import { administratorAccess } from "../../iam/managedPolicies";
import type { StoreKey, World } from "../../world/world";
import { allow, byManagement, byAdministrators, refused, requestTags, required } from "./access";
import { accountNotFound, constraintViolation, invalidInput } from "./errors";
import { accountPlaced } from "./followers";
import { organizationsArn } from "./shapes";

const key: StoreKey<Map<string, CreateAccountStatus>> = { name: "organizations.accountCreations", create: () => new Map() };

/** Asynchronous: ask DescribeCreateAccountStatus. The account joins under the root and holds a role that the management account may assume. */
export const createAccount = byManagement<CreateAccountRequest, CreateAccountResponse>({
  authorize: (input) => allow("CreateAccount", "*", requestTags(input.Tags)),
  handle(input, { world }) {
    const name = required("AccountName", input.AccountName);
    const email = required("Email", input.Email);
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
      throw invalidInput("INVALID_EMAIL_ADDRESS_TARGET", `'${email}' is not an email address.`);
    const status: CreateAccountStatus = {
      Id: `car-${randomBytes(16).toString("hex")}`,
      AccountName: name,
      State: "IN_PROGRESS",
      RequestedTimestamp: world.clock.now(),
    };
    world.store(key).set(status.Id ?? "", status);
    world.clock.after(world.settings.creatingMilliseconds, () => finish(world, status, name, email, input));
    return { CreateAccountStatus: { ...status } };
  },
});

export const describeCreateAccountStatus = byAdministrators<DescribeCreateAccountStatusRequest, DescribeCreateAccountStatusResponse>({
  authorize: () => allow("DescribeCreateAccountStatus"),
  handle(input, { world }) {
    const status = world.store(key).get(required("CreateAccountRequestId", input.CreateAccountRequestId));
    if (!status) throw refused("CreateAccountStatusNotFoundException", "You specified a request that doesn't exist.");
    return { CreateAccountStatus: { ...status } };
  },
});

/** Asynchronous: PENDING_CLOSURE first, SUSPENDED after a while. What is in the account stays there. */
export const closeAccount = byManagement<CloseAccountRequest, Record<string, never>>({
  authorize: (input, { world }) => allow("CloseAccount", organizationsArn(world, "account", input.AccountId ?? "")),
  handle(input, { world }) {
    const account = world.accounts.get(required("AccountId", input.AccountId));
    if (!account) throw accountNotFound();
    if (account.id === world.organization.managementAccount) {
      throw constraintViolation(
        "CANNOT_CLOSE_MANAGEMENT_ACCOUNT",
        "You can't close the management account of an organization that has members.",
      );
    }
    if (account.state !== "ACTIVE")
      throw refused("AccountAlreadyClosedException", "You attempted to close an account that is already closed.");
    account.state = "PENDING_CLOSURE";
    world.clock.after(world.settings.creatingMilliseconds, () => {
      account.state = "SUSPENDED";
    });
    return {};
  },
});

function finish(world: World, status: CreateAccountStatus, name: string, email: string, input: CreateAccountRequest): void {
  status.CompletedTimestamp = world.clock.now();
  if ([...world.accounts.values()].some((account) => account.email === email)) {
    status.State = "FAILED";
    status.FailureReason = "EMAIL_ALREADY_EXISTS";
    return;
  }
  const account = join(world, name, email, input);
  status.State = "SUCCEEDED";
  status.AccountId = account;
  accountPlaced(world, account);
}

function join(world: World, name: string, email: string, { RoleName, Tags }: CreateAccountRequest): string {
  const id = freeAccountId(world);
  addAccount(world, {
    id,
    name,
    email,
    ou: "",
    state: "ACTIVE",
    tags: Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""])),
    optedIn: [],
    // The role that every account gets has its usual name unless the request names another.
    invited: RoleName !== undefined && RoleName !== "OrganizationAccountAccessRole",
    roles: RoleName === undefined || RoleName === "OrganizationAccountAccessRole" ? [] : [accessRole(world, RoleName)],
    users: [],
    analyzers: [],
  });
  return id;
}

function accessRole(world: World, name: string) {
  const trustPolicy = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:${world.partition}:iam::${world.organization.managementAccount}:root` },
        Action: "sts:AssumeRole",
      },
    ],
  };
  return { name, path: "/", trustPolicy, policies: {}, attachedPolicies: [administratorAccess(world.partition)] };
}

/** The next one after the accounts there are, so that the same steps make the same accounts. */
function freeAccountId(world: World): string {
  let id = 100000000001;
  while (world.accounts.has(String(id))) id += 1;
  return String(id);
}
