import type {
  GetFindingRequest,
  GetFindingV2Request,
  ListFindingsRequest,
  ListFindingsResponse,
  ListFindingsV2Request,
  ListFindingsV2Response,
} from "@aws-sdk/client-accessanalyzer";
import { AwsError, type Authorization, type Call, type Operation } from "../../service";
import type { Analyzer } from "./analyzers";
import { onAnalyzer, ownAnalyzer } from "./authorization";
import { invalid, required } from "./validation";

/** External access only; unused and internal access is listed by ListFindingsV2. */
export const listFindings: Operation<ListFindingsRequest, ListFindingsResponse> = {
  authorize: (input, call) => [allow("ListFindings", input, call)],
  handle(input, call) {
    external(ownAnalyzer(call, "analyzerArn", input.analyzerArn), "ListFindingsV2");
    return { findings: [] };
  },
};

/** IAM knows it as access-analyzer:ListFindings. */
export const listFindingsV2: Operation<ListFindingsV2Request, ListFindingsV2Response> = {
  authorize: (input, call) => [allow("ListFindings", input, call)],
  handle(input, call) {
    ownAnalyzer(call, "analyzerArn", input.analyzerArn);
    return { findings: [] };
  },
};

export const getFinding: Operation<GetFindingRequest, never> = {
  authorize: (input, call) => [allow("GetFinding", input, call)],
  handle(input, call) {
    external(ownAnalyzer(call, "analyzerArn", input.analyzerArn), "GetFindingV2");
    throw noFinding(input.id);
  },
};

/** IAM knows it as access-analyzer:GetFinding. */
export const getFindingV2: Operation<GetFindingV2Request, never> = {
  authorize: (input, call) => [allow("GetFinding", input, call)],
  handle(input, call) {
    ownAnalyzer(call, "analyzerArn", input.analyzerArn);
    throw noFinding(input.id);
  },
};

function allow(action: string, input: { analyzerArn?: string | undefined }, call: Call): Authorization {
  return onAnalyzer(action, input.analyzerArn ?? "", call);
}

function external(analyzer: Analyzer, instead: string): void {
  if (analyzer.type === "ACCOUNT" || analyzer.type === "ORGANIZATION") return;
  throw invalid("analyzerArn", `Analyzer ${analyzer.name} is of type ${analyzer.type}: use ${instead}.`, "notSupported");
}

function noFinding(id: string | undefined): AwsError {
  return new AwsError("ResourceNotFoundException", `Finding not found: ${id}.`, {
    resourceId: required("id", id),
    resourceType: "Finding",
  });
}
