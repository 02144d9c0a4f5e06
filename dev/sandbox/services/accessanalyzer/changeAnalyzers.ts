import type { DeleteAnalyzerRequest, UpdateAnalyzerRequest, UpdateAnalyzerResponse } from "@aws-sdk/client-accessanalyzer";
import { AwsError, type Operation } from "../../service";
import { getAnalyzer, removeAnalyzer } from "./analyzers";
import { onNamedAnalyzer, ownAnalyzerArn } from "./authorization";
import { validConfiguration } from "./configuration";
import { invalid, required } from "./validation";

/** Changes the configuration only, and that of unused and internal access analyzers only. */
export const updateAnalyzer: Operation<UpdateAnalyzerRequest, UpdateAnalyzerResponse> = {
  authorize: (input, call) => [onNamedAnalyzer("UpdateAnalyzer", input.analyzerName, call)],
  handle(input, call) {
    const analyzer = getAnalyzer(call.world, ownAnalyzerArn(call, input.analyzerName));
    if (analyzer.type === "ACCOUNT" || analyzer.type === "ORGANIZATION") {
      throw invalid(
        "analyzerName",
        `UpdateAnalyzer is not supported for external access analyzers, and ${analyzer.name} is one.`,
        "notSupported",
      );
    }
    if (analyzer.managedBy) throw serviceLinked("ConflictException", analyzer.name, analyzer.managedBy);
    analyzer.configuration = validConfiguration(analyzer.type, analyzer.account, required("configuration", input.configuration));
    return { configuration: analyzer.configuration };
  },
};

export const deleteAnalyzer: Operation<DeleteAnalyzerRequest, Record<string, never>> = {
  authorize: (input, call) => [onNamedAnalyzer("DeleteAnalyzer", input.analyzerName, call)],
  handle(input, call) {
    const analyzer = getAnalyzer(call.world, ownAnalyzerArn(call, input.analyzerName));
    if (analyzer.managedBy) throw serviceLinked("AccessDeniedException", analyzer.name, analyzer.managedBy);
    removeAnalyzer(call.world, analyzer.account, analyzer.region, analyzer.name);
    return {};
  },
};

/** Service-linked analyzers are made and deleted by AWS services only. */
export const createServiceLinkedAnalyzer: Operation<object, Record<string, never>> = {
  authorize: (_input, call) => [onNamedAnalyzer("CreateServiceLinkedAnalyzer", "*", call)],
  handle() {
    throw new AwsError("AccessDeniedException", "Only AWS services can create service-linked analyzers.");
  },
};

function serviceLinked(code: "ConflictException" | "AccessDeniedException", name: string, managedBy: string): AwsError {
  const members = code === "ConflictException" ? { resourceId: name, resourceType: "Analyzer" } : {};
  return new AwsError(code, `Analyzer ${name} is managed by ${managedBy}.`, members);
}
