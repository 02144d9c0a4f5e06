import { claimCall, recordCall } from "../../aws/findings/facts/callItems";
import type { Table } from "../../aws/findings/facts/table";
import { GivenBack } from "./givenBack";

/**
 * Tells a call unless it was told. Where that fails nobody is told until the lease ends, then it may be tried again.
 *
 * @throws GivenBack while somebody else tells it.
 */
export async function once(id: string, tell: () => Promise<void>, { table, now }: { table: Table; now(): Date }): Promise<void> {
  const claimed = await claimCall(table, id, now());
  if (claimed === "told") return;
  if (claimed === "leased") throw new GivenBack(`call ${id} is being told by somebody else`);
  await tell();
  await recordCall(table, id, now());
}
