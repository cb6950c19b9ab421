// What is best for a customer on the line. Usage: REGARD_URL=http://127.0.0.1:8080 node decide.js CUSTOMER CHANNEL
export type FlatDecision = Record<string, string>;

export async function decide(customer: string, channel: string): Promise<FlatDecision> {
  const answer = await fetch(`${process.env.REGARD_URL}/v1/decisions?shape=flat`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ customer, request: { channel }, deadline_ms: 2000 }),
    signal: AbortSignal.timeout(5000),
  });
  if (!answer.ok) throw new Error((await answer.json()).detail);
  return (await answer.json()) as FlatDecision;
}

const [customer, channel] = process.argv.slice(2);
decide(customer, channel).then((decision) => console.log(JSON.stringify(decision)));
