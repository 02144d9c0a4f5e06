import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { metricDimensions, roadMetrics, type RoadMetric } from "../domain/findings/metrics";
import { roadNames } from "../domain/findings/road";

/** What a function says of itself: lines of JSON for its log, and metrics, which CloudWatch takes out of that log. */
export interface Telemetry {
  log: Record<"info" | "warn" | "error", (text: string, about?: Record<string, unknown>) => void>;
  measure(metric: RoadMetric, value: number): void;
  /** Writes what was measured. Without it nothing is. */
  flush(): void;
}

export function telemetry(): Telemetry {
  const { service: serviceName } = metricDimensions;
  const metrics = new Metrics({ namespace: roadNames.metrics, serviceName });
  const logger = new Logger({ serviceName });
  return {
    log: {
      info: (text, about = {}) => logger.info(text, about),
      warn: (text, about = {}) => logger.warn(text, about),
      error: (text, about = {}) => logger.error(text, about),
    },
    measure: (metric, value) => void metrics.addMetric(metric, roadMetrics[metric], value),
    // It warns where nothing was measured.
    flush: () => metrics.hasStoredMetrics() && metrics.publishStoredMetrics(),
  };
}
