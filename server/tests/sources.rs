//! What the sources themselves must keep to.

use std::path::Path;

/// Name and first statement of each server function in `text`.
fn server_functions(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in text.split("#[server(").skip(1) {
        let Some(start) = part.find("async fn ") else { continue };
        let rest = &part[start + "async fn ".len()..];
        let name = rest.split(['(', '<']).next().unwrap_or_default().to_owned();
        // The body begins after the answer's type, at a brace that ends its line.
        let first = rest.split("{\n").nth(1).and_then(|body| body.lines().next()).unwrap_or_default();
        found.push((name, first.trim().to_owned()));
    }
    found
}

fn begins_with_who_asks(statement: &str) -> bool {
    let call = statement.strip_prefix("let ").and_then(|s| s.split_once(" = ")).map_or("", |(_, call)| call);
    let call = call.strip_prefix("crate::context::").unwrap_or(call);
    (call.starts_with("actor(Permission::") && call.ends_with(")?;")) || call == "public();"
}

#[test]
fn every_server_function_begins_with_who_asks_and_what_it_takes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src/api");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text.matches("#[server").count(),
            text.matches("#[server(prefix").count() + text.matches("#[server(default)]").count(),
            "{}: a server function without prefix and endpoint",
            path.display()
        );
        for (name, first) in server_functions(&text.replace("#[server(default)]", "")) {
            count += 1;
            assert!(begins_with_who_asks(&first), "{}: {name} begins with `{first}`", path.display());
        }
    }
    assert!(count > 10, "only {count} server functions were found");
}

#[test]
fn a_server_function_that_forgets_is_found() {
    let good =
        "#[server(prefix = \"/api\", endpoint = \"a\")]\npub async fn a(x: String) -> Result<(), E> {\n    let actor = crate::context::actor(Permission::InquiryRead)?;\n}\n";
    let bad = good.replace("let actor = crate::context::actor(Permission::InquiryRead)?;", "let x = crate::context::ports();");
    let all = |text: &str| server_functions(text).iter().all(|(_, first)| begins_with_who_asks(first));
    assert!(all(good) && !all(&bad) && !all(&good.replace(")?;", ");")));
}
