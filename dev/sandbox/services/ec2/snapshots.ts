import { randomBytes } from "node:crypto";
import type * as sdk from "@aws-sdk/client-ec2";
import type { CreateVolumePermission, ModifySnapshotAttributeRequest, SnapshotBlockPublicAccessState } from "@aws-sdk/client-ec2";
import { AwsError, type Call, type Operations } from "../../service";
import type { StoreKey, World } from "../../world/world";
import { Storing } from "../storing/stored";

interface Snapshot {
  volumeId: string;
  /** Accounts that may make volumes of it, or `all`. */
  sharedWith: Set<string>;
}

type SnapshotOperations =
  | "CreateSnapshotCommand"
  | "DeleteSnapshotCommand"
  | "DescribeSnapshotAttributeCommand"
  | "DisableSnapshotBlockPublicAccessCommand"
  | "EnableSnapshotBlockPublicAccessCommand"
  | "GetSnapshotBlockPublicAccessStateCommand"
  | "ModifySnapshotAttributeCommand"
  | "ResetSnapshotAttributeCommand";

export const snapshots = new Storing<Snapshot, { SnapshotId: string } | { VolumeId: string }>({
  title: "ec2 snapshot",
  arn: (name, { partition, region }) => `arn:${partition}:ec2:${region}::snapshot/${name}`,
  named: (input) => ("SnapshotId" in input ? input.SnapshotId : newId(input)),
  missing: (name) => new AwsError("InvalidSnapshot.NotFound", `The snapshot '${name}' does not exist.`, {}, 400),
  invalidTags: "InvalidParameterValue",
});

/** There are no volumes: whatever a snapshot is said to be of is taken to be there. */
export const snapshotOperations: Operations<Pick<typeof sdk, SnapshotOperations>> = {
  CreateSnapshot: snapshots.creates({
    settings: ({ VolumeId }) => ({ volumeId: VolumeId, sharedWith: new Set() }),
    taken: ({ name }) => {
      throw new Error(`The new id ${name} is taken`);
    },
    answer: ({ name, account, createdAt, settings }) => ({
      ...{ SnapshotId: name, VolumeId: settings.volumeId, OwnerId: account, StartTime: createdAt, State: "completed", Progress: "100%" },
    }),
  }),
  DeleteSnapshot: snapshots.removes(),
  ModifySnapshotAttribute: snapshots.on(({ settings: { sharedWith } }, input, call) => {
    const { add, remove } = changesIn(input);
    if (add.includes("all") && publicSharing(call.world, placeOf(call)) !== "unblocked")
      throw new AwsError("OperationNotPermitted", "Block public access for snapshots is enabled in this Region.", {}, 400);
    for (const who of add) sharedWith.add(who);
    for (const who of remove) sharedWith.delete(who);
  }),
  ResetSnapshotAttribute: snapshots.on(({ settings }) => settings.sharedWith.clear()),
  EnableSnapshotBlockPublicAccess: {
    handle({ State }, call) {
      if (State === "block-all-sharing" || State === "block-new-sharing") return block(call, State);
      throw new AwsError("InvalidParameterValue", `Invalid value '${State}' for State.`, {}, 400);
    },
  },
  DisableSnapshotBlockPublicAccess: { handle: (_input, call) => block(call, "unblocked") },
  GetSnapshotBlockPublicAccessState: { handle: (_input, call) => ({ State: publicSharing(call.world, placeOf(call)) }) },
  DescribeSnapshotAttribute: snapshots.on(({ name, settings: { sharedWith } }) => ({
    SnapshotId: name,
    CreateVolumePermissions: [...sharedWith].map((who): CreateVolumePermission => (who === "all" ? { Group: "all" } : { UserId: who })),
  })),
};

const blocks: StoreKey<Map<string, SnapshotBlockPublicAccessState>> = {
  name: "ec2 snapshot public access blocks",
  create: () => new Map(),
};

/** Whether snapshots of an account and Region may be shared with everybody. */
export function publicSharing(world: World, { account, region }: { account: string; region: string }): SnapshotBlockPublicAccessState {
  return world.store(blocks).get(`${account} ${region}`) ?? "unblocked";
}

function block(call: Call, state: SnapshotBlockPublicAccessState): { State: SnapshotBlockPublicAccessState } {
  const { account, region } = placeOf(call);
  call.world.store(blocks).set(`${account} ${region}`, state);
  return { State: state };
}

function placeOf({ caller: { account }, region }: Call): { account: string; region: string } {
  return { account, region };
}

const ids = new WeakMap<object, string>();

/** A request that makes one is asked for the name more than once. */
function newId(request: object): string {
  const id = ids.get(request) ?? `snap-0${randomBytes(8).toString("hex")}`;
  ids.set(request, id);
  return id;
}

/** Both ways in which EC2 takes it. */
function changesIn(input: Omit<ModifySnapshotAttributeRequest, "SnapshotId">): { add: string[]; remove: string[] } {
  const { CreateVolumePermission: changes, OperationType, UserIds = [], GroupNames = [] } = input;
  const named = [...UserIds, ...GroupNames];
  const who = (permissions: CreateVolumePermission[] = []) => permissions.flatMap(({ UserId, Group }) => UserId ?? Group ?? []);
  const change = {
    add: [...who(changes?.Add), ...(OperationType === "add" ? named : [])],
    remove: [...who(changes?.Remove), ...(OperationType === "remove" ? named : [])],
  };
  const wrong = [...change.add, ...change.remove].find((each) => each !== "all" && !/^\d{12}$/.test(each));
  if (wrong !== undefined) throw new AwsError("InvalidParameterValue", `Invalid value '${wrong}' for createVolumePermission.`, {}, 400);
  return change;
}
