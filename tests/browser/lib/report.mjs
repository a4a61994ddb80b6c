// What was tried, and what came of it? Prints a line for each failure and one closing line.

const failures = [];
let passed = 0;

/** Runs one test. It fails when `act` throws or answers a list of faults that is not empty. */
export async function test(name, act) {
  let faults;
  try {
    faults = (await act()) ?? [];
  } catch (error) {
    faults = [error instanceof Wrong ? error.message : (error.stack ?? String(error))];
  }
  if (faults.length === 0) {
    passed += 1;
    return;
  }
  failures.push(name);
  console.log(`FAILED ${name}`);
  for (const fault of faults) console.log(`  ${String(fault).replaceAll("\n", "\n    ")}`);
}

/** A fault in words; needs no stack. */
export class Wrong extends Error {}

/** Fails the test unless `truth` holds. */
export function expect(truth, words) {
  if (!truth) throw new Wrong(words);
}

/** Prints the closing line; answers whether all is well. */
export function close() {
  if (failures.length > 0) console.log(`\nfailed:\n${failures.map((name) => `  ${name}`).join("\n")}`);
  console.log(`\n${passed} passed, ${failures.length} failed`);
  return failures.length === 0 && passed > 0;
}

/** Runs `act` for each item, some at a time. */
export async function each(items, lanes, act) {
  const waiting = [...items];
  const lane = async () => {
    while (waiting.length > 0) await act(waiting.shift());
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
