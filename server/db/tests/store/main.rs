//! The repositories, each test on SQLite and on PostgreSQL. A missing PostgreSQL fails: an untested half is not a passed one.

#[cfg(test)]
mod audit;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod drafts;
#[cfg(test)]
mod list;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod patients;
#[cfg(test)]
mod physicians;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod search;
#[cfg(test)]
mod upkeep;
#[cfg(test)]
mod world;
#[cfg(test)]
mod writing;
