import { connect } from "node:net";
import { createInterface } from "node:readline";
import type { PluginAsked } from "./pluginWorkers";
import type { ProgramRun } from "./programRunner";

export type Asked = ({ kind: "program" } & ProgramRun) | ({ kind: "plugin" } & PluginAsked);

/** Where a server of programs listens (`program-server.ts`); undefined where each program and plugin is a process of its own. */
export const programServer = process.env["PROGRAM_SERVER"] || undefined;

/** @returns what it answered, and how to tell it that this is over. */
export function askServer<Answer>(socket: string, asked: Asked): Promise<{ answer: Answer | { error: string }; over: () => void }> {
  return new Promise((resolve) => {
    const connection = connect(socket, () => connection.write(`${JSON.stringify(asked)}\n`));
    const over = () => connection.destroy();
    connection.once("error", (error) => resolve({ answer: { error: `the server of programs: ${error.message}` }, over }));
    connection.once("close", () => resolve({ answer: { error: "the server of programs is gone" }, over }));
    createInterface({ input: connection }).once("line", (line) => resolve({ answer: JSON.parse(line) as Answer, over })); // its own format
  });
}
