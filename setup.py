"""What of this folder is installed: `rag` with its files, and the prompts inside it."""

from setuptools import find_packages, setup

_FILES = ["*.jinja", "*.json", "*.css", "*.js", "*.png", "*.md", "*.safetensors", "templates/*"]

setup(
    packages=[*find_packages(include=["rag", "rag.*"]), "rag.prompts"],
    package_dir={"rag.prompts": "prompts"},
    package_data={"": _FILES},
)
