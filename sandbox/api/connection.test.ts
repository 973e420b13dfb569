import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Connection, parseWarnings } from "./connection.ts";
import { ApiError, UnreachableError } from "./errors.ts";

describe("Connection", () => {
  let server: Server;
  let listener: RequestListener;
  let connection: Connection;

  before(async () => {
    server = createServer((request, response) => listener(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const config = {
      server: `http://127.0.0.1:${port}`,
      token: "t",
      skipVerification: false,
      namespace: "default",
    };
    connection = new Connection(config);
  });
  after(() => {
    connection.close();
    server.close();
  });

  it("sends credentials, query and body, and returns body and warnings", async () => {
    const seen: unknown[] = [];
    listener = (request, response) => {
      seen.push(request.method, request.url, request.headers.authorization, request.headers["content-type"]);
      response.setHeader("Warning", '299 - "one"');
      response.end('{"a":1}');
    };
    const answer = await connection.request("PATCH", "/x", {
      query: { force: true, no: undefined },
      body: {},
      contentType: "c/t",
    });
    assert.deepEqual(answer, { body: { a: 1 }, warnings: ["one"] });
    assert.deepEqual(seen, ["PATCH", "/x?force=true", "Bearer t", "c/t"]);
  });

  it("throws the server's own message with its code", async () => {
    listener = (_request, response) => {
      response.statusCode = 403;
      response.end('{"message":"pods is forbidden","reason":"Forbidden"}');
    };
    await assert.rejects(connection.request("GET", "/x"), (error: unknown) => {
      assert.ok(error instanceof ApiError);
      assert.deepEqual([error.code, error.reason, error.message], [403, "Forbidden", "pods is forbidden"]);
      return true;
    });
  });

  it("repeats a request that the server asks to repeat", async () => {
    let calls = 0;
    listener = (_request, response) => {
      calls += 1;
      response.statusCode = calls === 1 ? 429 : 200;
      response.end(calls === 1 ? '{"reason":"TooManyRequests"}' : "{}");
    };
    await connection.request("GET", "/x");
    assert.equal(calls, 2);
  });

  it("repeats an apply on a connection that broke, but not a creation", async () => {
    let calls = 0;
    listener = (request, response) => {
      calls += 1;
      if (calls === 1) {
        request.socket.destroy();
      } else {
        response.end("{}");
      }
    };
    await connection.request("PATCH", "/x");
    assert.equal(calls, 2);
    calls = 0;
    await assert.rejects(connection.request("POST", "/x"), UnreachableError);
    assert.equal(calls, 1);
  });

  it("says that nobody answers", async () => {
    const nobody = new Connection({ ...connection.config, server: "http://127.0.0.1:1" });
    await assert.rejects(
      nobody.request("GET", "/x"),
      /API server at http:\/\/127.0.0.1:1 does not answer \(ECONNREFUSED\)/,
    );
  });
});

describe("parseWarnings", () => {
  it("unquotes, splits and removes repeated ones", () => {
    assert.deepEqual(parseWarnings([String.raw`299 - "say \"no\"", 299 - "b"`, '299 - "b"']), [
      'say "no"',
      "b",
    ]);
  });
});
