import type { RoadAnalyzer, RoadSettings } from "./settings";

/** Analyzers that findings come from: those that are swept, and those by which the scanner scans. */
export function knownAnalyzers({ analyzers, scanner }: Pick<RoadSettings, "analyzers" | "scanner">): RoadAnalyzer[] {
  return [...new Map([...analyzers, ...(scanner?.analyzers ?? [])].map((analyzer) => [analyzer.arn, analyzer])).values()];
}
