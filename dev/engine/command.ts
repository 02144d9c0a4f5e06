import { ensureEngine, EngineUnavailable } from "./ensureEngine";

const help = `npm run engine [-- --build]

Finds Pulumi's CLI on PATH, or builds it with Go into .engine/bin.

  --build   build it even where a pulumi is on PATH
  --help    this text

Exit code: 0 there is an engine, 1 there is none or its build failed, 3 bad arguments.
Example:   npm run engine -- --build
`;

async function main(args: string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(help);
    return 0;
  }
  const unknown = args.find((argument) => argument !== "--build");
  if (unknown !== undefined) {
    process.stderr.write(`Unknown argument "${unknown}".\n\n${help}`);
    return 3;
  }
  try {
    await ensureEngine({ log: (line) => process.stdout.write(`${line}\n`), build: args.includes("--build") });
    return 0;
  } catch (error) {
    const isOurs = error instanceof EngineUnavailable;
    process.stderr.write(
      `${isOurs ? error.message : `The engine could not be built. ${error instanceof Error ? error.message : String(error)}`}\n`,
    );
    return 1;
  }
}

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
