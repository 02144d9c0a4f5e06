import type {
  DisableRegionRequest,
  EnableRegionRequest,
  GetRegionOptStatusRequest,
  GetRegionOptStatusResponse,
  ListRegionsRequest,
  ListRegionsResponse,
} from "@aws-sdk/client-account";
import type { AccountState } from "../../world/world";
import { page } from "../../paging";
import { AwsError, type Call, type Operation } from "../../service";
import { authorizeAccount, targetAccount } from "./targetAccount";

type OptStatus = "ENABLED" | "ENABLED_BY_DEFAULT" | "ENABLING" | "DISABLING" | "DISABLED";
type Empty = Record<string, never>;

/** @see https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html */
export const listRegions: Operation<ListRegionsRequest, ListRegionsResponse> = {
  authorize: (input, call) => [authorizeAccount("ListRegions", input.AccountId, call)],
  handle(input, call) {
    const account = targetAccount(input.AccountId, call);
    const wanted = new Set<string>(input.RegionOptStatusContains ?? []);
    const regions = [...account.regions]
      .filter(([, status]) => wanted.size === 0 || wanted.has(status))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([RegionName, RegionOptStatus]) => ({ RegionName, RegionOptStatus }));
    const { items, nextToken } = page(
      regions,
      { nextToken: input.NextToken, maxResults: input.MaxResults },
      { pageSize: call.world.settings.pageSize, badToken: () => invalid("NextToken", "Invalid token.") },
    );
    return { Regions: items, NextToken: nextToken };
  },
};

export const getRegionOptStatus: Operation<GetRegionOptStatusRequest, GetRegionOptStatusResponse> = {
  authorize: (input, call) => [authorizeAccount("GetRegionOptStatus", input.AccountId, call, input.RegionName)],
  handle(input, call) {
    const account = targetAccount(input.AccountId, call);
    return { RegionName: input.RegionName, RegionOptStatus: statusOf(account, input.RegionName) };
  },
};

/** Asynchronous: ENABLING first, ENABLED after a while on the sandbox's clock. */
export const enableRegion: Operation<EnableRegionRequest, Empty> = {
  authorize: (input, call) => [authorizeAccount("EnableRegion", input.AccountId, call, input.RegionName)],
  handle: (input, call) => change(input, call, { from: "DISABLED", through: "ENABLING", to: "ENABLED" }),
};

/** Asynchronous: DISABLING first, DISABLED after a while on the sandbox's clock. What is in the Region stays there, out of reach. */
export const disableRegion: Operation<DisableRegionRequest, Empty> = {
  authorize: (input, call) => [authorizeAccount("DisableRegion", input.AccountId, call, input.RegionName)],
  handle: (input, call) => change(input, call, { from: "ENABLED", through: "DISABLING", to: "DISABLED" }),
};

function change(
  input: EnableRegionRequest | DisableRegionRequest,
  call: Call,
  { from, through, to }: { from: OptStatus; through: OptStatus; to: OptStatus },
): Empty {
  const account = targetAccount(input.AccountId, call);
  const status = statusOf(account, input.RegionName);
  const region = input.RegionName ?? "";
  if (status === "ENABLED_BY_DEFAULT") throw invalid("RegionName", `Region ${region} is enabled by default and cannot be changed.`);
  if (status === to || status === through) return {};
  if (status !== from)
    throw new AwsError("ConflictException", `Region ${region} of account ${account.id} is ${status}; wait until that is over.`);
  account.regions.set(region, through);
  call.world.clock.after(call.world.settings.creatingMilliseconds, () => account.regions.set(region, to));
  return {};
}

function statusOf(account: AccountState, region: string | undefined): OptStatus {
  const status = account.regions.get(region ?? "");
  if (!status) throw invalid("RegionName", `Region ${region} does not exist in this partition.`);
  return status;
}

function invalid(name: string, message: string): AwsError {
  return new AwsError("ValidationException", message, { reason: "fieldValidationFailed", fieldList: [{ name, message }] });
}
