// A shop written with the official Node library, unchanged, against the local Stripe.
// Prints one JSON object: what each scenario saw. The Python test beside it judges.
import http from "node:http";
import Stripe from "stripe";

const [address, key] = process.argv.slice(2);
const { hostname, port } = new URL(address);
const stripe = new Stripe(key, { host: hostname, port, protocol: "http", maxNetworkRetries: 0 });

async function sandbox(path, body) {
  const answer = await fetch(`${address}/_sandbox/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  return answer.json();
}

async function refusalOf(promise) {
  try {
    await promise;
    return null;
  } catch (refused) {
    const { type, code, param, statusCode, decline_code, message } = refused;
    return { type, code, param, statusCode, decline_code, message };
  }
}

async function sells() {
  const customer = await stripe.customers.create({
    email: "ann@example.com",
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
    metadata: { tier: "gold" },
  });
  const product = await stripe.products.create({ name: "Gold" });
  const price = await stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 2000,
    recurring: { interval: "month" },
  });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    expand: ["latest_invoice.payments"],
  });
  await sandbox("clock", { by: 40 * 86400 });
  const later = await stripe.subscriptions.retrieve(subscription.id);
  return {
    status: subscription.status,
    paid: subscription.latest_invoice.amount_paid,
    renewed: later.items.data[0].current_period_start > subscription.start_date,
    invoices: (await stripe.invoices.list({ subscription: subscription.id })).data.length,
    decimal: price.unit_amount_decimal.toString(),
  };
}

async function pages() {
  for (let i = 0; i < 25; i += 1) await stripe.customers.create({ name: `Member ${i}` });
  const names = [];
  for await (const each of stripe.customers.list({ limit: 7 })) names.push(each.name);
  return { names: names.slice(0, 25) };
}

async function refusals() {
  return {
    missing: await refusalOf(stripe.customers.retrieve("cus_nobody")),
    unknown: await refusalOf(stripe.customers.create({ colour: "red" })),
    declined: await refusalOf(
      stripe.customers.create({ payment_method: "pm_card_chargeDeclinedInsufficientFunds" }),
    ),
    key: await refusalOf(new Stripe("sk_test_wrong", {
      host: hostname, port, protocol: "http",
    }).customers.list()),
  };
}

async function repeats() {
  const once = { idempotencyKey: "the-same-key" };
  const [first, second] = [
    await stripe.customers.create({ name: "Ann" }, once),
    await stripe.customers.create({ name: "Ann" }, once),
  ];
  return {
    same: first.id === second.id,
    other: await refusalOf(stripe.customers.create({ name: "Bea" }, once)),
  };
}

async function older() {
  const then = { apiVersion: "2024-12-18.acacia" };
  const subscription = (await stripe.subscriptions.list({}, then)).data[0];
  return { period: subscription.current_period_end, plan: subscription.plan.object };
}

async function listens() {
  const heard = [];
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      heard.push([Buffer.concat(chunks), request.headers["stripe-signature"]]);
      response.end();
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${server.address().port}/hook`;
  const endpoint = await stripe.webhookEndpoints.create({
    url,
    enabled_events: ["customer.created"],
  });
  const customer = await stripe.customers.create({ name: "Cleo" });
  await sandbox("webhooks/drain", {});
  server.close();
  const [body, signature] = heard[0];
  const event = stripe.webhooks.constructEvent(body, signature, endpoint.secret);
  let forged = "accepted";
  try {
    stripe.webhooks.constructEvent(body, signature, "whsec_another");
  } catch (refused) {
    forged = refused.type;
  }
  return { type: event.type, about: event.data.object.id === customer.id, forged };
}

const scenarios = { sells, pages, refusals, repeats, older, listens };
const seen = {};
for (const [name, scenario] of Object.entries(scenarios)) seen[name] = await scenario();
console.log(JSON.stringify(seen));
