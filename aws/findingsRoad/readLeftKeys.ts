import { DescribeKeyCommand, KMSClient, ListAliasesCommand, ListKeysCommand, ListResourceTagsCommand } from "@aws-sdk/client-kms";
import { hasOurTag, keyAliases, mayBeLeft, type FoundKey, type FoundKeys } from "../../domain/audit/leftKeys";
import type { Configuration } from "../../domain/configuration/configuration";
import type { Region } from "../../domain/identifiers";
import type { Readable } from "../../domain/inventory/inventory";
import type { CoveragePlan } from "../../domain/plan/types";
import { readable } from "../callErrors";
import type { Calls } from "../calls";
import { readPages } from "../paging";
import type { Session } from "../sessions";
import { settings, type Inside } from "./inside";

/**
 * Keys of the delegated administrator that the findings road has left: in the home Region, and where the plan has an analyzer, which the home Region
 * may have been.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html
 */
export async function readLeftKeys(
  config: Configuration,
  { analyzers }: CoveragePlan,
  session: Readable<Session>,
  calls: Calls,
): Promise<FoundKeys[]> {
  const { delegatedAdministrator, homeRegion } = config.organization;
  const planned = analyzers.filter(({ account }) => account === delegatedAdministrator).map(({ region }) => region);
  if ("unreadable" in session) return [{ region: homeRegion, left: [], unread: [session.unreadable] }];
  const inside = { session: session.read, calls };
  return Promise.all([...new Set([homeRegion, ...planned])].map((region) => readRegion(region, inside)));
}

async function readRegion(region: Region, { session, calls }: Inside): Promise<FoundKeys> {
  const client = new KMSClient(settings(region, session, calls));
  const aliases = await readable("ListAliases", () =>
    readPages(
      (Marker) => calls.run((options) => client.send(new ListAliasesCommand({ Marker }), options)),
      (page) => page.Aliases,
      (page) => page.NextMarker,
    ),
  );
  if ("unreadable" in aliases) return { region, left: [], unread: [aliases.unreadable] };
  const keys = await readable("ListKeys", () =>
    readPages(
      (Marker) => calls.run((options) => client.send(new ListKeysCommand({ Marker }), options)),
      (page) => page.Keys,
      (page) => page.NextMarker,
    ),
  );
  if ("unreadable" in keys) return { region, left: [], unread: [keys.unreadable] };
  const others = aliases.read.filter(({ AliasName = "" }) => keyAliases.includes(AliasName) || AliasName.startsWith("alias/aws/"));
  const named = new Set(others.map(({ TargetKeyId }) => TargetKeyId));
  const ids = keys.read.flatMap(({ KeyId }) => (KeyId === undefined || named.has(KeyId) ? [] : [KeyId]));
  const found = await Promise.all(ids.map((id) => readable(`key ${id}`, () => readKey(id, client, calls))));
  return {
    region,
    left: found.flatMap((key) => ("read" in key && key.read !== undefined ? [key.read] : [])),
    unread: found.flatMap((key) => ("unreadable" in key ? [key.unreadable] : [])),
  };
}

/** Undefined: it is none that the road has left, or is gone since. */
async function readKey(id: string, client: KMSClient, calls: Calls): Promise<FoundKey | undefined> {
  const { KeyMetadata } = await calls.run((options) => client.send(new DescribeKeyCommand({ KeyId: id }), options));
  const { KeyManager: manager, KeySpec: spec, KeyState: state } = KeyMetadata ?? {};
  const key = { id, ...(manager && { manager }), ...(spec && { spec }), ...(state && { state }) };
  if (!mayBeLeft(key)) return undefined;
  const tags = await readPages(
    (Marker) => calls.run((options) => client.send(new ListResourceTagsCommand({ KeyId: id, Marker }), options)),
    (page) => page.Tags,
    (page) => page.NextMarker,
  );
  return hasOurTag(tags) ? key : undefined;
}
