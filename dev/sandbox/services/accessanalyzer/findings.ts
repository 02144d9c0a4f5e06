import type * as sdk from "@aws-sdk/client-accessanalyzer";
import type { Asked, Call, Operations } from "../../service";
import { refused } from "./analyzers";
import { onAnalyzer, ownAnalyzer } from "./authorization";
import { invalid } from "./validation";

interface OfAnalyzer {
  analyzerArn: string;
}

/** There are none yet. V1 is for external access only; IAM knows V1 and V2 by the same action. */
export const findings: Operations<typeof sdk> = {
  ListFindings: {
    authorize: on("ListFindings"),
    handle(input, call) {
      assertExternal(input, call, "ListFindingsV2");
      return { findings: [] };
    },
  },
  ListFindingsV2: {
    authorize: on("ListFindings"),
    handle(input, call) {
      ownAnalyzer(call, input.analyzerArn);
      return { findings: [] };
    },
  },
  GetFinding: {
    authorize: on("GetFinding"),
    handle(input, call) {
      assertExternal(input, call, "GetFindingV2");
      throw noFinding(input.id);
    },
  },
  GetFindingV2: {
    authorize: on("GetFinding"),
    handle(input, call) {
      ownAnalyzer(call, input.analyzerArn);
      throw noFinding(input.id);
    },
  },
};

function on(action: string) {
  return ({ analyzerArn }: OfAnalyzer, call: Call): Asked => ({ action: `access-analyzer:${action}`, ...onAnalyzer(analyzerArn, call) });
}

function assertExternal({ analyzerArn }: OfAnalyzer, call: Call, instead: string): void {
  const { name, type } = ownAnalyzer(call, analyzerArn);
  if (type === "ACCOUNT" || type === "ORGANIZATION") return;
  throw invalid("analyzerArn", `Analyzer ${name} is of type ${type}: use ${instead}.`, "notSupported");
}

function noFinding(id: string): Error {
  return refused("ResourceNotFoundException", `Finding not found: ${id}.`, id, "Finding");
}
