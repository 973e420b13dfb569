/**
 * HTTP with one API server: JSON in, JSON out, over connections that stay open.
 */
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { ApiError, UnreachableError } from "./errors.ts";
import type { ClusterConfig } from "./kubeconfig.ts";
import { isObject, type JsonObject } from "./object.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface RequestExtras {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: JsonObject;
  /** Content type of the body; JSON when not said. */
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

export interface ApiResponse {
  readonly body: JsonObject;
  /** The texts of the `Warning` headers: deprecations, Pod Security warnings and the like. */
  readonly warnings: readonly string[];
}

/** The server asks for a pause with 429; after this many it is an error. */
const ATTEMPTS = 4;

export class Connection {
  readonly config: ClusterConfig;
  readonly #agent: HttpAgent;
  readonly #secure: boolean;

  constructor(config: ClusterConfig) {
    this.config = config;
    this.#secure = config.server.startsWith("https:");
    this.#agent = this.#secure
      ? new HttpsAgent({
          keepAlive: true,
          maxSockets: 32,
          ca: config.certificateAuthority,
          cert: config.clientCertificate,
          key: config.clientKey,
          servername: config.serverName,
          rejectUnauthorized: !config.skipVerification,
        })
      : new HttpAgent({ keepAlive: true, maxSockets: 32 });
  }

  /**
   * Sends one request.
   *
   * @throws ApiError when the server refuses, UnreachableError when there is no server
   */
  async request(method: Method, path: string, extras: RequestExtras = {}): Promise<ApiResponse> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#send(method, path, extras);
      } catch (error) {
        if (attempt === ATTEMPTS || !isWorthRepeating(error, method)) {
          throw error;
        }
        await new Promise((resume) => setTimeout(resume, 100 * 2 ** attempt));
      }
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: Method, path: string, extras: RequestExtras): Promise<ApiResponse> {
    const { config } = this;
    const url = new URL(path, config.server);
    for (const [name, value] of Object.entries(extras.query ?? {})) {
      if (value !== undefined) {
        url.searchParams.set(name, String(value));
      }
    }
    const payload = extras.body === undefined ? undefined : Buffer.from(JSON.stringify(extras.body));
    const options: RequestOptions = {
      method,
      agent: this.#agent,
      signal: extras.signal,
      headers: {
        accept: "application/json",
        ...(config.token === undefined ? {} : { authorization: `Bearer ${config.token}` }),
        ...(payload === undefined
          ? {}
          : { "content-type": extras.contentType ?? "application/json", "content-length": payload.length }),
      },
    };
    return new Promise((resolve, reject) => {
      const send = this.#secure ? httpsRequest : httpRequest;
      const outgoing = send(url, options, (incoming) => {
        receive(incoming, `${method} ${url.pathname}`).then(resolve, reject);
      });
      outgoing.on("error", (error) =>
        reject(extras.signal?.aborted === true ? error : new UnreachableError(config.server, error)),
      );
      outgoing.end(payload);
    });
  }
}

async function receive(incoming: IncomingMessage, request: string): Promise<ApiResponse> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    chunks.push(chunk as Buffer);
  }
  const body = parseBody(Buffer.concat(chunks).toString("utf8"));
  const code = incoming.statusCode ?? 0;
  if (code < 200 || code > 299) {
    throw new ApiError(code, body, request);
  }
  return { body, warnings: parseWarnings(incoming.headersDistinct["warning"] ?? []) };
}

function parseBody(text: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : { message: text };
  } catch {
    return { message: text };
  }
}

/** Takes the quoted text out of `299 - "text"` (RFC 9111 section 5.5). */
export function parseWarnings(headers: readonly string[]): string[] {
  const texts = headers.flatMap((header) =>
    [...header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
      (match[1] ?? "").replaceAll(/\\(.)/g, "$1"),
    ),
  );
  return [...new Set(texts)];
}

function isWorthRepeating(error: unknown, method: Method): boolean {
  if (error instanceof ApiError) {
    return error.code === 429 && error.reason === "TooManyRequests";
  }
  const cause = error instanceof UnreachableError ? error.cause : undefined;
  const wasReset = cause instanceof Error && "code" in cause && cause.code === "ECONNRESET";
  return wasReset && method !== "POST";
}
