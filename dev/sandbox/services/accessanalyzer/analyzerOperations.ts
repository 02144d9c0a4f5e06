import type { AnalyzerSummary } from "@aws-sdk/client-accessanalyzer";
import type * as sdk from "@aws-sdk/client-accessanalyzer";
import type { World } from "../../world/world";
import { AwsError, type Operations } from "../../service";
import { findAnalyzers, refused, removeAnalyzer, type Analyzer } from "./analyzers";
import { namedAnalyzer, onNamedAnalyzer, pageOf } from "./authorization";
import { validConfiguration } from "./configuration";
import { createAnalyzer } from "./createAnalyzer";
import { announceDeletedAnalyzer } from "./findings/lifeCycle";
import { analyzerStatus } from "./organizationAccess";
import { invalid } from "./validation";

export const analyzerOperations: Operations<typeof sdk> = {
  CreateAnalyzer: createAnalyzer,
  GetAnalyzer: {
    authorize: onNamedAnalyzer,
    handle(input, call) {
      const analyzer = namedAnalyzer(input, call);
      return { analyzer: { ...summary(call.world, analyzer), configuration: analyzer.configuration } };
    },
  },
  /** Unlike GetAnalyzer it leaves the configuration out: who wants to see drift has to ask for each analyzer. */
  ListAnalyzers: {
    handle(input, call) {
      const held = findAnalyzers(call.world, { account: call.caller.account, region: call.region, type: input.type });
      const { items, nextToken } = pageOf(call, input, held);
      return { analyzers: items.map((analyzer) => summary(call.world, analyzer)), nextToken };
    },
  },
  /** Changes the configuration only, and that of unused and internal access analyzers only. */
  UpdateAnalyzer: {
    authorize: onNamedAnalyzer,
    handle(input, call) {
      const analyzer = namedAnalyzer(input, call);
      if (analyzer.type === "ACCOUNT" || analyzer.type === "ORGANIZATION") {
        const message = `UpdateAnalyzer is not supported for external access analyzers, and ${analyzer.name} is one.`;
        throw invalid("analyzerName", message, "notSupported");
      }
      if (analyzer.managedBy) throw refused("ConflictException", managed(analyzer), analyzer.name);
      if (input.configuration === undefined) throw invalid("configuration", "Value is required.");
      analyzer.configuration = validConfiguration(analyzer.type, analyzer.account, input.configuration);
      return { configuration: analyzer.configuration };
    },
  },
  DeleteAnalyzer: {
    authorize: onNamedAnalyzer,
    handle(input, call) {
      const analyzer = namedAnalyzer(input, call);
      if (analyzer.managedBy) throw new AwsError("AccessDeniedException", managed(analyzer));
      removeAnalyzer(call.world, analyzer.account, analyzer.region, analyzer.name);
      announceDeletedAnalyzer(call.world, analyzer);
    },
  },
};

/** Service-linked analyzers are made, changed and deleted by AWS services only. */
function managed({ name, managedBy }: Analyzer): string {
  return `Analyzer ${name} is managed by ${managedBy}.`;
}

function summary(world: World, analyzer: Analyzer): AnalyzerSummary {
  const { arn, name, type, createdAt, tags, managedBy } = analyzer;
  return { arn, name, type, createdAt, tags: Object.fromEntries(tags), managedBy, ...analyzerStatus(world, analyzer) };
}
