/** A program of nothing but what it is told to register. */
import { registerDeclared } from "./declared.ts";

registerDeclared();
