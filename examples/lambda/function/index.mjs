export const handler = async (event) => {
  console.log(`Report of account ${process.env.ACCOUNT} for ${event.time}`);
};
