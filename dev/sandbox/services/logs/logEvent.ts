export interface LogEvent {
  /** Milliseconds. */
  timestamp: number;
  message: string;
}
