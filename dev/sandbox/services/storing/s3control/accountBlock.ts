import type { PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import { AwsError, type Call } from "../../../service";
import type { StoreKey, World } from "../../../world/world";

const blocks: StoreKey<Map<string, PublicAccessBlockConfiguration>> = {
  name: "s3 account public access blocks",
  create: () => new Map(),
};

interface OfAccount {
  AccountId: string;
}

/** What blocks public access in a whole account. */
export function publicAccessBlockOf(world: World, account: string): PublicAccessBlockConfiguration | undefined {
  return world.store(blocks).get(account);
}

/** Of an account that nobody has to sign for. */
export function blockPublicAccess(world: World, account: string, configuration: PublicAccessBlockConfiguration): void {
  world.store(blocks).set(account, configuration);
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html */
export const accountBlockOperations = {
  PutAccountPublicAccessBlock: {
    authorize: onAccount,
    handle({ AccountId, PublicAccessBlockConfiguration: given }: OfAccount & { PublicAccessBlockConfiguration: object }, call: Call): void {
      blockPublicAccess(call.world, own(AccountId, call), given);
    },
  },
  GetAccountPublicAccessBlock: {
    authorize: onAccount,
    handle({ AccountId }: OfAccount, call: Call) {
      const found = publicAccessBlockOf(call.world, own(AccountId, call));
      if (found) return { PublicAccessBlockConfiguration: found };
      throw new AwsError("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", {}, 404);
    },
  },
  DeleteAccountPublicAccessBlock: {
    authorize: (input: OfAccount) => ({ ...onAccount(input), action: "s3:PutAccountPublicAccessBlock" }),
    handle: ({ AccountId }: OfAccount, call: Call) => void call.world.store(blocks).delete(own(AccountId, call)),
  },
};

function onAccount({ AccountId }: OfAccount) {
  return { resource: "*", owner: AccountId };
}

function own(account: string, { caller }: Call): string {
  if (account !== caller.account) throw new AwsError("AccessDenied", "Access Denied", {}, 403);
  return account;
}
