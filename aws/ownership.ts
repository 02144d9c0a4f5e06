import { CloudFormationClient, DescribeStackSetCommand } from "@aws-sdk/client-cloudformation";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, KMSClient, ListResourceTagsCommand } from "@aws-sdk/client-kms";
import type { Region } from "../domain/identifiers";
import { ownerTag } from "../domain/names";
import { readAnalyzers } from "./analyzerReader";
import type { Calls } from "./calls";
import { clientSettings } from "./clients";
import { readPages } from "./paging";
import type { Session } from "./sessions";

/** Something that may be ours, by what AWS finds it with. */
export type Owned =
  | { kind: "analyzer"; region: Region; name: string }
  | { kind: "role"; name: string }
  | { kind: "stackSet"; region: Region; name: string }
  /** Ours if the key that it names is. */
  | { kind: "alias"; region: Region; name: string };

/** Whether it is there and carries our tag. What cannot be read is not known to be ours. */
export async function isOurs(session: Session, thing: Owned, calls: Calls): Promise<boolean> {
  switch (thing.kind) {
    case "analyzer": {
      const found = await readAnalyzers(session, thing.region, calls);
      return "read" in found && found.read.some(({ name, owner }) => name === thing.name && owner.kind === "ours");
    }
    case "role": {
      const iam = new IAMClient(clientSettings(session.homeRegion, session.credentials, calls.settings));
      return carriesOurTag(
        async () => (await calls.run((options) => iam.send(new GetRoleCommand({ RoleName: thing.name }), options))).Role?.Tags,
      );
    }
    case "alias": {
      const kms = new KMSClient(clientSettings(thing.region, session.credentials, calls.settings));
      return carriesOurTag(async () => {
        const { KeyMetadata } = await calls.run((options) => kms.send(new DescribeKeyCommand({ KeyId: thing.name }), options));
        const tags = await readPages(
          (Marker) => calls.run((options) => kms.send(new ListResourceTagsCommand({ KeyId: KeyMetadata?.KeyId, Marker }), options)),
          (page) => page.Tags,
          (page) => page.NextMarker,
        );
        return tags.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue }));
      });
    }
    case "stackSet": {
      const cloudFormation = new CloudFormationClient(clientSettings(thing.region, session.credentials, calls.settings));
      return carriesOurTag(
        async () =>
          (await calls.run((options) => cloudFormation.send(new DescribeStackSetCommand({ StackSetName: thing.name }), options))).StackSet
            ?.Tags,
      );
    }
  }
}

async function carriesOurTag(read: () => Promise<{ Key?: string; Value?: string }[] | undefined>): Promise<boolean> {
  try {
    return (await read())?.some(({ Key, Value }) => Key === ownerTag.key && Value === ownerTag.value) ?? false;
  } catch {
    // Denied, or gone meanwhile: the conflict that led here is shown as it is.
    return false;
  }
}
