import secp256k1 from "secp256k1";
import { ChaindrillError, exitCode } from "../../base/errors.ts";
import { type Account, accountOf } from "../corpus/accounts.ts";

/** The account of a private key in hexadecimal. Throws without showing anything of what was given. */
export function readKey(text: string | undefined, variable: string): Account {
  const hex = text?.trim().replace(/^0x/i, "") ?? "";
  const key = Buffer.from(/^[0-9a-f]{64}$/i.test(hex) ? hex : "", "hex");
  if (key.length === 32 && secp256k1.privateKeyVerify(key)) return accountOf(key);
  throw new ChaindrillError({
    message: `expected a private key of 64 hexadecimal digits in the environment variable ${variable}, found ${hex === "" ? "nothing" : "something else"}`,
    hint: `Set it in the shell that starts Chaindrill: export ${variable}=...`,
    exitCode: exitCode.invalidInput,
  });
}
