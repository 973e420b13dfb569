/**
 * For tests: a process that writes to the account in the folder given as first argument, for ever or as many
 * resources as the third says, and prints the id of each once it is acknowledged. The second sets it apart.
 */
import { openAccount } from "../account/account.ts";

const [, , directory = "", writer = "", limit = "Infinity"] = process.argv;
const account = openAccount(directory);
for (let index = 0; index < Number(limit); index++) {
  const id = `${writer}-${index}`;
  const filler = "x".repeat(2000);
  account.transaction(() => {
    const inputs = { filler, seen: account.count() };
    account.put({
      type: "test",
      id,
      arn: "",
      region: "r",
      account: "0",
      urn: `urn:pulumi:s::p::test::${id}`,
      inputs,
      state: {},
      created: "",
    });
  });
  process.stdout.write(`${id}\n`);
}
account.close();
