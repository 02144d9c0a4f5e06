import type * as sdk from "@aws-sdk/client-kms";
import { AwsError, type Operations } from "../../service";
import { defaultPolicy, metadata, tagPairs } from "./operations";
import { keyNamed, keysOf, onKey, putKey, validPolicy } from "./keys";
import { isMultiRegion } from "./multiRegion";

/** A replica has the key's id, and a policy and tags of its own. @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html */
export const replication: Operations<typeof sdk> = {
  ReplicateKey: {
    authorize(input, call) {
      const { world, caller } = call;
      const any = `arn:${world.partition}:kms:${input.ReplicaRegion}:${caller.account}:key/*`;
      return [
        onKey(keyNamed(input.KeyId, call), call),
        { action: "kms:CreateKey", resource: "*" },
        ...(input.Tags?.length ? [{ action: "kms:TagResource", resource: any }] : []),
      ];
    },
    handle(input, call) {
      const { world } = call;
      const { id, account, region, spec, usage, pair } = keyNamed(input.KeyId, call);
      const taken = keysOf(world).some((each) => each.id === id && each.region === input.ReplicaRegion);
      if (!isMultiRegion(id)) throw new AwsError("UnsupportedOperationException", `${id} is not a multi-Region primary key.`);
      if (pair) throw new AwsError("NotImplemented", "The sandbox organization replicates symmetric keys only.");
      if (taken || region === input.ReplicaRegion)
        throw new AwsError("AlreadyExistsException", `${id} is there in ${input.ReplicaRegion} already.`);
      const policy = validPolicy(input.Policy ?? defaultPolicy(call));
      const made = putKey(world, {
        ...{ id, account, region: input.ReplicaRegion, spec, usage, policy },
        ...{ description: input.Description ?? "", tags: new Map(tagPairs(input.Tags)) },
      });
      return { ReplicaKeyMetadata: metadata(made), ReplicaPolicy: policy, ReplicaTags: input.Tags };
    },
  },
};
