import type {
  AnalyzerSummary,
  GetAnalyzerRequest,
  GetAnalyzerResponse,
  ListAnalyzersRequest,
  ListAnalyzersResponse,
} from "@aws-sdk/client-accessanalyzer";
import type { World } from "../../world/world";
import { page } from "../../paging";
import type { Operation } from "../../service";
import { findAnalyzers, getAnalyzer as find, type Analyzer } from "./analyzers";
import { onNamedAnalyzer, ownAnalyzerArn } from "./authorization";
import { analyzerStatus } from "./status";
import { invalid } from "./validation";

export const getAnalyzer: Operation<GetAnalyzerRequest, GetAnalyzerResponse> = {
  authorize: (input, call) => [onNamedAnalyzer("GetAnalyzer", input.analyzerName, call)],
  handle(input, call) {
    const analyzer = find(call.world, ownAnalyzerArn(call, input.analyzerName));
    return { analyzer: { ...summary(call.world, analyzer), configuration: analyzer.configuration } };
  },
};

/** Unlike GetAnalyzer it leaves the configuration out: who wants to see drift has to ask for each analyzer. */
export const listAnalyzers: Operation<ListAnalyzersRequest, ListAnalyzersResponse> = {
  authorize: () => [{ action: "access-analyzer:ListAnalyzers", resource: "*" }],
  handle(input, { world, caller, region }) {
    const held = findAnalyzers(world, { account: caller.account, region, ...(input.type ? { type: input.type } : {}) });
    const { items, nextToken } = page(held, input, {
      pageSize: world.settings.pageSize,
      badToken: () => invalid("nextToken", "Invalid token."),
    });
    return { analyzers: items.map((analyzer) => summary(world, analyzer)), nextToken };
  },
};

function summary(world: World, analyzer: Analyzer): AnalyzerSummary {
  return {
    arn: analyzer.arn,
    name: analyzer.name,
    type: analyzer.type,
    createdAt: analyzer.createdAt,
    tags: Object.fromEntries(analyzer.tags),
    managedBy: analyzer.managedBy,
    ...analyzerStatus(world, analyzer),
  };
}
