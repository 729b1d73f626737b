//! The sessions of the documentation are run and their output compared.

#[test]
fn sessions() {
    trycmd::TestCases::new().env("LC_ALL", "C.UTF-8").case("README.md").case("docs/*.md").run();
}
