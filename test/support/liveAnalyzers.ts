import { GetAnalyzerCommand, paginateListAnalyzers, paginateListArchiveRules, type AnalyzerSummary } from "@aws-sdk/client-accessanalyzer";
import type { Sandbox } from "../../dev/sandbox/server/server";
import { clients, sessionIn } from "./sandboxClients";

export interface LiveAnalyzer {
  name: string;
  type: string;
  arn: string;
  status: string;
  createdAt: string;
  tags: Record<string, string>;
  configuration: AnalyzerSummary["configuration"];
  archiveRules: string[];
}

/** Every analyzer of every account that can be entered, by "account Region TYPE", read with an unmodified SDK as each account's administrator. */
export async function liveAnalyzers(sandbox: Sandbox): Promise<Record<string, LiveAnalyzer>> {
  const active = [...sandbox.world.accounts.values()].filter(({ state }) => state === "ACTIVE");
  const inAccounts = await Promise.all(
    active.map(async ({ id, regions }) => {
      const keys = id === sandbox.world.organization.managementAccount ? sandbox.adminCredentials : await sessionIn(sandbox, id);
      const enabled = [...regions].filter(([, status]) => status.startsWith("ENABLED")).map(([region]) => region);
      const inRegions = await Promise.all(
        enabled.map(async (region) =>
          (await inRegion(clients(sandbox, keys, region).accessAnalyzer)).map((found) => [`${id} ${region} ${found.type}`, found] as const),
        ),
      );
      return inRegions.flat();
    }),
  );
  return Object.fromEntries(inAccounts.flat().sort(([left], [right]) => (left < right ? -1 : 1)));
}

async function inRegion(client: ReturnType<typeof clients>["accessAnalyzer"]): Promise<LiveAnalyzer[]> {
  const found: LiveAnalyzer[] = [];
  for await (const { analyzers } of paginateListAnalyzers({ client }, {})) {
    for (const { name: analyzerName = "" } of analyzers ?? []) {
      const { analyzer } = await client.send(new GetAnalyzerCommand({ analyzerName }));
      const archiveRules: string[] = [];
      for await (const page of paginateListArchiveRules({ client }, { analyzerName }))
        archiveRules.push(...(page.archiveRules ?? []).map(({ ruleName = "" }) => ruleName));
      found.push({
        name: analyzerName,
        type: analyzer?.type ?? "",
        arn: analyzer?.arn ?? "",
        status: analyzer?.status ?? "",
        createdAt: analyzer?.createdAt?.toISOString() ?? "",
        tags: analyzer?.tags ?? {},
        configuration: analyzer?.configuration,
        archiveRules: archiveRules.sort(),
      });
    }
  }
  return found;
}
