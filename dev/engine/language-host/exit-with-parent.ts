import { loadLazily } from "./lazyModules";

// Loaded into every program, policy pack and plugin that the language host starts (`node --require`).
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 500).unref();

loadLazily("@npmcli/arborist");
